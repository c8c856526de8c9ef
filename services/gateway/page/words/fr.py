"""French."""

from services.gateway.page.words.texts import Texts

FRENCH = Texts(
    will_you_come="Viendrez-vous ?",
    i_will_come="Oui, je viendrai",
    see_you="Merci. À bientôt !",
    choose="Choisissez un autre horaire",
    choose_another="Un autre horaire",
    none_free="Aucun autre horaire n'est libre à proximité. Contactez-nous.",
    taken="Cet horaire vient d'être pris. Choisissez-en un autre",
    move_here="Déplacer votre réservation à cet horaire ?",
    move="La déplacer",
    new_time="Nouvel horaire",
    moved="Votre réservation a été déplacée",
    cancel_this="Annuler cette réservation ?",
    cancel="Oui, l'annuler",
    cancel_it="Annuler la réservation",
    cancelled="Votre réservation est annulée",
    outdated="Ce lien n'est plus valable. Votre réservation à présent :",
    too_late="Il est trop tard pour la modifier ici. Contactez-nous",
    write_to_us="Un autre horaire, ou une question ? Écrivez-nous là où vous avez reçu ce lien.",
    unknown="Nous ne connaissons pas ce lien",
    unknown_more="Il est peut-être incomplet. Rouvrez-le depuis votre message.",
    later="Réessayez dans un instant",
    later_more="Nous n'avons pas pu consulter votre réservation à l'instant.",
    with_whom="Avec {}",
    people="Pour {} personnes",
    pending="Nous devons encore la confirmer",
    was_cancelled="Annulée",
)
