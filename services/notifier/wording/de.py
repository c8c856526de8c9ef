"""German, as to Sie."""

from services.notifier.wording.texts import Said, Texts

TEXTS = Texts(
    confirmed=Said(
        "Ihre Buchung bei {business} ist bestätigt:",
        "Ihre Buchung ist bestätigt:",
        "Bis dann!",
    ),
    requested=Said(
        "Ihre Anfrage bei {business} ist eingegangen:",
        "Ihre Anfrage ist eingegangen:",
        "Sie muss noch bestätigt werden. Sobald das geschehen ist, hören Sie hier von uns.",
    ),
    changed=Said(
        "Ihre Buchung bei {business} hat sich geändert. Sie ist jetzt:",
        "Ihre Buchung hat sich geändert. Sie ist jetzt:",
    ),
    cancelled=Said(
        "Ihre Buchung bei {business} wurde storniert:",
        "Ihre Buchung wurde storniert:",
    ),
    declined=Said(
        "Ihre Anfrage bei {business} wurde nicht angenommen, es ist also nichts gebucht:",
        "Ihre Anfrage wurde nicht angenommen, es ist also nichts gebucht:",
        "Das tut uns leid. Für einen anderen Termin schreiben Sie uns einfach hier.",
    ),
    expired=Said(
        "{business} konnte Ihre Anfrage nicht rechtzeitig bestätigen, es ist also nichts gebucht:",
        "Ihre Anfrage konnte nicht rechtzeitig bestätigt werden, es ist also nichts gebucht:",
        "Das tut uns leid. Für einen anderen Termin schreiben Sie uns einfach hier.",
    ),
    reminder=Said(
        "Wir erinnern an Ihre Buchung bei {business}:",
        "Wir erinnern an Ihre Buchung:",
        "Bis dann!",
    ),
    attending=Said(
        "Danke für die Bestätigung, dass Sie zu {business} kommen:",
        "Danke für die Bestätigung, dass Sie kommen:",
        "Bis dann!",
    ),
    moves_offered=Said(
        "Ihre Buchung bei {business} ist zurzeit:",
        "Ihre Buchung ist zurzeit:",
        "Sie lässt sich verschieben. Welche dieser Zeiten passt Ihnen?",
    ),
    no_moves=Said(
        "Ihre Buchung bei {business} bleibt, wie sie ist:",
        "Ihre Buchung bleibt, wie sie ist:",
        "Im Moment ist keine andere Zeit frei. Um eine zu finden, schreiben Sie uns einfach hier.",
    ),
    outdated=Said(
        "Diese Auswahl gilt nicht mehr. Ihre Buchung bei {business} ist jetzt:",
        "Diese Auswahl gilt nicht mehr. Ihre Buchung ist jetzt:",
    ),
    too_late=Said(
        "Ihre Buchung bei {business} lässt sich hier nicht mehr ändern:",
        "Ihre Buchung lässt sich hier nicht mehr ändern:",
        "Wenn Sie etwas brauchen, schreiben Sie uns einfach hier.",
    ),
    party="Für {count} Personen",
    where="Wo: {place}",
    reason="Grund: {reason}",
    confirm="Bestätigen",
    move="Verschieben",
    cancel="Absagen",
    times="Freie Zeiten",
    opted_out=Said(
        "{business} schreibt Ihnen hier nicht mehr, außer um Ihnen zu antworten.",
        "Wir schreiben Ihnen hier nicht mehr, außer um Ihnen zu antworten.",
        "Um wieder Nachrichten zu erhalten, schreiben Sie START.",
    ),
    promotions_ended=Said(
        "{business} schickt Ihnen hier keine Werbung mehr.",
        "Wir schicken Ihnen hier keine Werbung mehr.",
        "Nachrichten zu Ihren Buchungen kommen weiterhin. "
        "Um auch keine davon zu erhalten, schreiben Sie STOP.",
    ),
    opted_in=Said(
        "{business} schreibt Ihnen hier wieder zu Ihren Buchungen.",
        "Wir schreiben Ihnen hier wieder zu Ihren Buchungen.",
        "Um keine mehr zu erhalten, schreiben Sie STOP.",
    ),
    somebody="liebe Kundin, lieber Kunde",
    test="Das ist eine Testnachricht. Wenn Sie sie lesen können, kommen Nachrichten hier an.",
)
