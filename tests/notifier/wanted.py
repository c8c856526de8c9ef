"""All that may be wanted to be sent, one of each kind, and too much of it."""

from services.notifier.domain.content import (
    Button,
    Content,
    Media,
    MediaKind,
    Menu,
    MenuRow,
)

URL = "https://files.example.com/a"
BUTTONS = tuple(Button(f"slot:{n}", f"Slot {n}") for n in range(1, 11))
ROWS = tuple(MenuRow(f"slot:{n}", f"Slot {n}", "with Ana" * (n % 2)) for n in range(1, 41))
WANTED = {
    "text": Content("Ciao"),
    "long_text": Content("word " * 4000),
    "two_buttons": Content("When?", BUTTONS[:2]),
    "three_buttons": Content("When?", BUTTONS[:3]),
    "ten_buttons": Content("When?", BUTTONS),
    "long_titles": Content("When?", (Button("a", "x" * 40), Button("b", "y" * 72))),
    "long_beside_buttons": Content("word " * 1000, BUTTONS[:2]),
    "only_buttons": Content("", BUTTONS[:1]),
    "menu": Content("When?", menu=Menu("Slots", ROWS[:10])),
    "long_menu": Content("When?", menu=Menu("Slots", ROWS)),
    "image": Content("Look", media=Media(MediaKind.IMAGE, URL)),
    "video": Content("", media=Media(MediaKind.VIDEO, URL)),
    "sound": Content("Listen", media=Media(MediaKind.AUDIO, URL)),
    "document": Content("x" * 3000, media=Media(MediaKind.DOCUMENT, URL, "menu.pdf")),
}
