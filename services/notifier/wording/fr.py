"""French, as to vous."""

from services.notifier.wording.texts import Said, Texts

TEXTS = Texts(
    confirmed=Said(
        "Votre réservation chez {business} est confirmée :",
        "Votre réservation est confirmée :",
        "À bientôt !",
    ),
    requested=Said(
        "Votre demande de réservation chez {business} est bien arrivée :",
        "Votre demande de réservation est bien arrivée :",
        "Elle doit encore être confirmée. Nous vous préviendrons ici dès qu'elle le sera.",
    ),
    changed=Said(
        "Votre réservation chez {business} a changé. La voici maintenant :",
        "Votre réservation a changé. La voici maintenant :",
    ),
    cancelled=Said(
        "Votre réservation chez {business} a été annulée :",
        "Votre réservation a été annulée :",
    ),
    declined=Said(
        "Votre demande chez {business} n'a pas été acceptée, rien n'est donc réservé :",
        "Votre demande n'a pas été acceptée, rien n'est donc réservé :",
        "Nous en sommes désolés. Pour essayer un autre horaire, écrivez-nous ici.",
    ),
    expired=Said(
        "{business} n'a pas pu confirmer votre demande à temps, rien n'est donc réservé :",
        "Votre demande n'a pas pu être confirmée à temps, rien n'est donc réservé :",
        "Nous en sommes désolés. Pour essayer un autre horaire, écrivez-nous ici.",
    ),
    reminder=Said(
        "Nous vous rappelons votre réservation chez {business} :",
        "Nous vous rappelons votre réservation :",
        "À bientôt !",
    ),
    attending=Said(
        "Merci d'avoir confirmé votre venue chez {business} :",
        "Merci d'avoir confirmé votre venue :",
        "À bientôt !",
    ),
    moves_offered=Said(
        "Pour l'instant, voici votre réservation chez {business} :",
        "Pour l'instant, voici votre réservation :",
        "Elle peut être déplacée. Lequel de ces horaires vous convient ?",
    ),
    no_moves=Said(
        "Votre réservation chez {business} reste inchangée :",
        "Votre réservation reste inchangée :",
        "Aucun autre horaire n'est libre pour l'instant. Pour en trouver un, écrivez-nous ici.",
    ),
    outdated=Said(
        "Ce choix n'est plus valable. Voici votre réservation chez {business} :",
        "Ce choix n'est plus valable. Voici votre réservation :",
    ),
    too_late=Said(
        "Votre réservation chez {business} ne peut plus être modifiée ici :",
        "Votre réservation ne peut plus être modifiée ici :",
        "Si vous avez besoin de quoi que ce soit, écrivez-nous ici.",
    ),
    party="Pour {count} personnes",
    where="Où : {place}",
    reason="Motif : {reason}",
    confirm="Confirmer",
    move="Déplacer",
    cancel="Annuler",
    times="Horaires libres",
    opted_out=Said(
        "{business} ne vous écrira plus ici, sauf pour vous répondre.",
        "Nous ne vous écrirons plus ici, sauf pour vous répondre.",
        "Pour recevoir de nouveau des messages, écrivez START.",
    ),
    promotions_ended=Said(
        "{business} ne vous enverra plus de publicité ici.",
        "Nous ne vous enverrons plus de publicité ici.",
        "Vous recevez toujours les messages sur vos réservations. "
        "Pour ne plus en recevoir, écrivez STOP.",
    ),
    opted_in=Said(
        "{business} vous écrira de nouveau ici au sujet de vos réservations.",
        "Nous vous écrirons de nouveau ici au sujet de vos réservations.",
        "Pour ne plus en recevoir, écrivez STOP.",
    ),
    somebody="cher client",
    test="Ceci est un message d'essai. Si vous pouvez le lire, les messages arrivent ici.",
)
