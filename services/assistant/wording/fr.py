"""French, as to vous."""

from services.assistant.domain.conversation import Kind
from services.assistant.wording.texts import Texts

FRENCH = Texts(
    confirmed="confirmée",
    requested="demandée",
    cancelled="annulée",
    local_time="heure locale à {city}",
    see_you="À bientôt !",
    to_be_approved="{business} doit encore la confirmer.",
    taken="Désolé, ce créneau est déjà pris : {line}.",
    closed="Désolé, cet horaire est en dehors des heures d'ouverture : {line}.",
    not_offered="Désolé, la réservation n'est pas possible à cette heure précise : {line}.",
    past="Désolé, cet horaire est déjà passé : {line}.",
    sold_out="Désolé, c'est complet : {line}.",
    too_soon="Désolé, il est trop tard pour réserver par message : {line}.",
    too_far="Désolé, il est encore trop tôt pour réserver : {line}.",
    own="Vous avez déjà cette réservation : {line}.",
    nearest="Les horaires libres les plus proches :",
    which_one="Touchez votre choix ou répondez avec son numéro.",
    which_booking="Touchez votre choix ou répondez avec son numéro.",
    which_number="Répondez avec son numéro, s'il vous plaît.",
    none_free="Rien n'est libre dans les semaines autour de cette date.",
    another_day="Dites-moi un autre jour et je regarderai à nouveau.",
    party_too_large="Désolé, on peut réserver pour {most} personnes au maximum. Si vous êtes plus"
    " nombreux, contactez directement {business}.",
    party_too_small="Désolé, c'est uniquement pour les groupes et je ne peux pas le réserver par"
    " message. Contactez directement {business}.",
    blocked="Désolé, je ne peux pas réserver pour vous en ce moment, car des réservations"
    " précédentes n'ont pas été honorées. Contactez directement {business}.",
    which_offering="Avec plaisir ! Que souhaitez-vous réserver ?",
    nothing_to_book="Désolé, rien ne peut être réservé ici par message.",
    how_to_book="Avec plaisir ! Pour quel jour et à quelle heure ? Par exemple : demain à 15h.",
    no_such_date="{written} n'existe pas. Écrivez d'abord le mois, puis le jour, puis l'heure, par"
    " exemple : book 12/24 15:30",
    day_first="{written} n'existe pas : le mois s'écrit en premier. Vouliez-vous dire : book"
    " {suggestion} ?",
    no_such_time="Le {day}, les horloges avancent et {time} n'existe pas. Quelle autre heure vous"
    " conviendrait ?",
    your_bookings="Vos réservations :",
    how_to_cancel="Pour en annuler une, écrivez annuler et son numéro.",
    no_bookings="Vous n'avez pas de réservation pour le moment. Pour en faire une, dites-moi un"
    " jour et une heure.",
    nothing_to_cancel="Vous n'avez pas de réservation qui puisse être annulée.",
    which_to_cancel="Laquelle souhaitez-vous annuler ?",
    really_cancel="Souhaitez-vous annuler : {line} ?",
    changed="Cette réservation a changé entre-temps.",
    yes="Oui, annuler",
    no="Non, garder",
    kept="D'accord, votre réservation est maintenue : {line}.",
    gone="Cette réservation n'existe plus. Écrivez mes réservations pour voir les vôtres.",
    too_late_to_cancel="Cette réservation est passée et ne peut plus être annulée.",
    notice_over="{line} : l'annulation par message était possible jusqu'à ce moment : {until}. Si"
    " vous ne pouvez pas venir, merci de prévenir directement {business}.",
    no_such_number="Répondez avec un numéro de 1 à {count}, s'il vous plaît.",
    expired="Ce choix n'est plus valable. Écrivez aide pour voir ce que je peux faire.",
    greeting="Bonjour ! Je suis l'assistant qui vous répond pour {business}.",
    help="Écrivez simplement ce que vous souhaitez, par exemple :\n"
    "• demain à 15h\n"
    "• qu'est-ce qui est libre vendredi ?\n"
    "• déplacer la réservation\n"
    "• mes réservations\n"
    "• annuler\n"
    "• horaires d'ouverture, tarifs\n"
    "• parler à quelqu'un : une personne vous répond",
    not_understood="Désolé, je n'ai pas compris.",
    welcome="Je vous en prie !",
    noted="D'accord ! Écrivez aide pour voir ce que je peux faire.",
    no_such_day="Ce jour n'existe pas dans le calendrier. Quel jour vous conviendrait, et à quelle"
    " heure ?",
    day_is_over="Ce jour est déjà passé. Quel autre jour vous conviendrait ?",
    how_many="Pour combien de personnes ?",
    free_slots="Les horaires libres pour {offering} :",
    or_another="Ou dites-moi un autre jour ou une autre heure.",
    not_free="Désolé, ce créneau n'est pas libre : {line}.",
    day_not_free="Désolé, {offering} : rien n'est libre le {day}.",
    nothing_free="Désolé, {offering} : rien n'est libre à ce moment-là.",
    not_by="Désolé, {resource} ne propose pas cette prestation : {offering}. Dites-moi un jour et"
    " une heure, et je regarderai qui est libre.",
    with_resource="avec {resource}",
    for_people="pour {count} personnes",
    for_name="nom : {name}",
    shall_i_book="Je réserve ?",
    shall_i_move="Je déplace votre réservation ainsi ?",
    yes_book="Oui, réserver",
    yes_move="Oui, déplacer",
    no_change="Non, modifier",
    what_else="Que préférez-vous ? Dites-moi un autre jour, une autre heure ou ce qui doit être"
    " différent. Pour arrêter là, écrivez laissez tomber.",
    nothing_to_move="Vous n'avez pas de réservation qui puisse être déplacée.",
    which_to_move="Laquelle souhaitez-vous déplacer ?",
    move_to_when="{line} : à quel jour et à quelle heure souhaitez-vous la déplacer ?",
    moved="C'est fait. Voici maintenant votre réservation :\n{line}",
    move_notice_over="{line} : le déplacement par message était possible jusqu'à ce moment :"
    " {until}. Contactez directement {business}.",
    too_late_to_move="Cette réservation est passée et ne peut plus être déplacée.",
    open_on="Ouvert le {day} : {hours}.",
    closed_on="Fermé le {day}.",
    opening_hours="Horaires d'ouverture :",
    closed_day="fermé",
    prices="Tarifs :",
    see_you_at="Merci de nous avoir prévenus ! À bientôt : {line}.",
    person_asked="J'ai bien noté que vous souhaitez qu'une personne vous réponde. {business} le"
    " voit ici, et quelqu'un vous écrira dès que possible. En attendant, je reste là pour vos"
    " réservations.",
    offer_person="Désolé, je ne comprends toujours pas. Essayez avec d'autres mots, ou écrivez"
    " parler à quelqu'un : une personne de chez {business} vous répondra ici.",
    which_question="Est-ce l'une de ces questions ? Touchez-en une, ou répondez par son numéro.",
    goodbye="Au revoir !",
    dropped="D'accord, je m'arrête là. Rien n'a été réservé ni modifié.",
    not_known="Désolé, je ne le sais pas. Écrivez parler à quelqu'un : une personne de chez"
    " {business} vous répondra ici.",
    failed="Désolé, cela n'a pas fonctionné. Essayez une autre heure ou un autre jour, ou écrivez"
    " aide.",
    cannot_read={
        Kind.IMAGE: "Merci pour la photo ! Je ne peux pas voir les images : dites-moi avec des mots"
        " ce que je peux faire pour vous.",
        Kind.VIDEO: "Merci pour la vidéo ! Je ne peux pas voir les vidéos : dites-moi avec des mots"
        " ce que je peux faire pour vous.",
        Kind.AUDIO: "Je ne peux pas encore écouter les messages vocaux. Pourriez-vous me l'écrire,"
        " s'il vous plaît ?",
        Kind.DOCUMENT: "Merci pour le fichier ! Je ne peux pas lire les fichiers : dites-moi avec"
        " des mots ce que je peux faire pour vous.",
        Kind.STICKER: "Très sympa ! Écrivez aide pour voir ce que je peux faire pour vous.",
        Kind.LOCATION: "Merci pour la position ! Je ne peux pas lire les cartes : dites-moi avec"
        " des mots ce que je peux faire pour vous.",
        Kind.CONTACTS: "Merci pour le contact ! Je ne peux pas lire les fiches de contact :"
        " dites-moi avec des mots ce que je peux faire pour vous.",
        Kind.ORDER: "Merci ! Je ne peux pas prendre ici de commandes du catalogue, mais je peux"
        " réserver pour vous : écrivez aide pour voir comment.",
        Kind.FORM: "Merci d'avoir rempli le formulaire ! Je ne peux pas lire les formulaires ici :"
        " dites-moi avec des mots ce que je peux faire pour vous.",
        Kind.UNSUPPORTED: "Je ne peux pas lire ce type de message. Pourriez-vous me l'écrire, s'il"
        " vous plaît ?",
    },
)
