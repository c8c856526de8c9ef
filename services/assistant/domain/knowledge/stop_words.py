"""The small words and the endings of each language that is spoken. Folded: without accents.

Words that make a question what it is (where, when, how much, who) are not among them.
"""

_WORDS = {
    "en": """a about all also am an and any are as at be been but by can could dear did do does
        doing for from get give go good got had has have hello help her here hey hi him his how
        i id if ill im in into is it its ive just know let like may me might morning my need no
        not of on one or our out please put shall she should so some tell than thank thanks that
        the their them then there these they this those to too up us use very want was we were
        will wish with would yes you your yours re s t d ll m ve
        don ok okay come coming wants wanna""",
    "es": """a al algo alguna alguno algun ante buenas buenos con cual da dan dar de del desde
        dia dias dice dicen el ella ellos en entre era es esa ese eso esta estan estas este esto
        estoy favor fue gracias gustaria ha hace hacer hacen han has hasta hay he hola la las le
        les lo los mas me mi mis muy necesito ni no nos o os para pero podria por porque puede
        pueden puedo que quiero quisiera sabe saber se ser si sin sobre son soy su sus tal
        tambien te tengo ti tiene tienen toda todo tu tus un una uno unos usted ustedes va
        vosotros y ya yo""",
    "it": """a ad ai al alla alle anche avere avete ha hai hanno ho buon buongiorno buonasera c
        che chi ci ciao come con da dal dalla dei del della delle di e ed era essere fare fate
        fa gli grazie i il in io l la le lei lo loro ma me mi mia mio molto ne nei nel nella no
        noi non o per pero piu poi posso potete potrei potrebbe puo qual quale quali quella
        quello questa questo salve se sei si sia siamo siete sono sta su sul sulla suo ti tra tu
        tuo un una uno va vi voi vorrei vostra vostre vostri vostro""",
    "pt": """a ao aos as ate bom boa boas com como da das de dela dele depois do dos e ela ele
        em entre era essa esse esta estao estas este eu fazem fazer faz favor foi gostaria ha
        isso isto ja la lhe mais mas me meu minha muito na nao nas no nos nossa nosso o obrigada
        obrigado ola oi os ou para pela pelo pode podem poderia por posso qual quais que quero
        saber se sem ser seu seus sua suas so sobre sou tambem te tem tenho ter teu um uma umas
        uns vai voce voces vos dia tarde""",
    "fr": """a ai alors as au aussi aux avec avez avoir avons bonjour bonsoir c ca ce cela ces
        cet cette d dans de des dois du elle elles en est et etes etre eu fait faire faites fais
        il ils j je l la le les leur lui m ma mais me merci mes moi mon n ne nos notre nous on
        ont ou par pas peut peux plait plus pour pourrais pouvez puis puisje qu que quel quelle
        quelles quels qui s sa salut se ses si sont son suis sur svp t ta te tes toi ton tu un
        une va vais vos votre voudrais vous y""",
    "de": """aber als am an auch auf aus bei bin bitte da danke dann das dass dein dem den der
        des dich die dies diese dieser du ein eine einen einem einer er es euch euer eure fur
        gern gerne geht gibt guten hab habe haben habt hallo hat hatte hier ich ihr ihre ihnen
        im in ins ist ja kann kannst kein keine konnen konnte konnten man mein meine mich mir
        mit mochte muss noch nicht nein oder sehr sein seid sich sie sind so tag um und uns
        unser unsere vom von war was weil wenn werden wie will wir wird wurde wurden zu zum zur""",
}

STOP_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}

_ENDINGS = {
    "en": "s es ed er ers ing ings ly ment ments ation ations tion tions able ible e y ies 's",
    "es": """o a os as es ar er ir amos emos imos ando iendo ado ada ados adas ido ida idos idas
        acion aciones cion ciones miento amiento imiento amientos mente able ible""",
    "it": """o a i e are ere ire ato ata ati ate ito ita iti ite ando endo azione azioni zione
        zioni mento amento imento menti amenti mente abile ibile""",
    "pt": """o a os as ar er ir ando endo ado ada ados adas ido ida idos idas acao acoes cao
        coes mento amento imento amentos mente avel ivel""",
    "fr": """e es er ez ire ires ent ee ees ant ation ations tion tions ement ements eur eurs euse
        able ible aux al""",
    "de": "e en er es em ern n s st t te ten ung ungen ieren ierung ierungen lich bar",
}

ENDINGS = sorted(
    {ending for endings in _ENDINGS.values() for ending in endings.split()},
    key=lambda ending: (-len(ending), ending),
)
"""The longest first."""
