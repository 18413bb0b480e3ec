package io.mailyard.policies;

import static io.mailyard.policies.ShippedBounces.BOUNCE;
import static io.mailyard.policies.ShippedBounces.SOFT;
import static io.mailyard.policies.ShippedBounces.global;

import io.mailyard.fields.FieldValues;
import java.util.List;
import java.util.stream.Stream;

/**
 * Shipped bounce patterns of all ISPs for answers about the sender, policy or content, and about
 * temporary conditions.
 */
final class ShippedRefusals {
    private ShippedRefusals() {}

    static List<FieldValues> all() {
        return Stream.of(
                        ofAddress(),
                        ofSender(),
                        ofMessage(),
                        passing(),
                        full(),
                        unreached(),
                        policy())
                .flatMap(List::stream)
                .toList();
    }

    private static List<FieldValues> ofAddress() {
        return List.of(
                global(
                        BOUNCE,
                        "Address on a block list",
                        "^5\\d\\d .*(?:spamhaus|spamcop|barracuda(?:central| reputation)|sorbs|uceprotect"
                                + "|spfbl|abuseat|cloudmark|trend micro|senderbase|\\b(?:rbl|dnsbls?)\\b"
                                + "|black ?-?list|block ?-?list|deny ?-?list|blocked (?:using|by|for)"
                                + "|listed (?:at|in|by|on|as) |\\[?blocked ip\\b|bad reputation|poor"
                                + " reputation|low reputation|reputation problem)",
                        "The sending address is on a block list."),
                global(
                        BOUNCE,
                        "Sending address blocked",
                        "^5\\d\\d .*(?:\\b(?:your|source|sending|sender|client|connecting|remote) (?:\\w+ )?(?:ip"
                                + "|host|server|mta|network|netblock|domain)\\b|[ (]ip[=:] ?\\[?[0-9a-f]|\\b(?:ip"
                                + "|host|server) (?:address )?(?:\\[?[0-9a-f.:]{7,}\\]? )?(?:has|have|is|was|been)"
                                + " (?:\\w+ ){0,2}(?:block|bann|reject|refus|den)|adresse ip|server[- ]?ad+ress?|adresse (?:des|du) serv|adresse d.envoi|(?:add?ress?|direcci|endere|indirizz|alamat|адрес|osoit|naslov|地址|位址|アドレス)[^\\s0-9.:;,]{0,8} ?[\\[(<]?(?:ip(?:v6)?:? ?)?(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2}|::[0-9a-f])|(?:\\.[0-9]{1,3}){3}\\]? add?ress|for (?:this|your) ip\\b|\\bip[- ]address|client host|\\b(?:invalid|bad|unresolvable) host ?name|host ?name (?:is )?(?:invalid|unresolv)"
                                + "|you are not allowed to connect|\\bhelo\\b|\\behlo\\b|dynamic ip)",
                        "The host refuses mail from the sending address."),
                global(
                        BOUNCE,
                        "No PTR record",
                        "^5\\d\\d .*(?:\\bptr\\b|reverse dns|rdns|reverse (?:ip )?lookup|cannot find your"
                                + " hostname|generic dns|ip name lookup failed)",
                        "The sending address has no PTR record, or a wrong one."),
                global(
                        BOUNCE,
                        "Authentication failed",
                        "^5\\d\\d .*(?:\\b(?:spf|dkim|dmarc|(?:start)?tls|dane|mta-sts)\\b|smtp[- ]auth|\\bauth failed|certificate|\\bencrypt|unauthenticated|authenticat(?:ion|ed|e)\\b"
                                + "|authentification|invalid credentials|policy framework|credentials for"
                                + " relay)",
                        "SPF, DKIM or DMARC did not pass, or a sign-in is asked for."),
                global(
                        BOUNCE,
                        "Relaying denied",
                        "^5\\d\\d .*(?:\\brelay(?:ing)? (?:access )?(?:is )?(?:denied|not permitted|not"
                                + " allowed|prohibited)|unable to relay|(?:not|n't) (?:permitted to |allowed to )?relay"
                                + "|allowed rcpthosts|relaying disallowed|open relay)",
                        "The host takes no mail for this domain."));
    }

    private static List<FieldValues> ofSender() {
        return List.of(
                global(
                        BOUNCE,
                        "Sender refused",
                        "^5\\d\\d (?:5\\.1\\.(?:[78]|20|9[0-9])\\b|.*(?:\\b(?:senders?|authors?)\\b(?:'s)?|\\bsend(?:ing)? (?:address|domain|mail"
                                + "|from|server|user|email|messages?|this|accounts?)\\b|\\b(?:used?|using|from|for) (?:to send|for sending|sending)\\b|(?:access to smtp|smtp access)\\b|\\bmail ?from\\b|bounce address|return[- ](?:path|address)|reply[- ](?:address|to (?:address|user|mailbox|account))|\\brelay account|originat|from which|\\bfrom:? ?(?:address|domain|header|user)\\b|submitter|"
                                + "emetteur|exp[eé]dit|remitente|remetente|mittente|nadawc|absender"
                                + "|отправител|发件人|callback|callout|"
                                + "\\byour e-?mail address\\b|you (?:are|were) (?:sending|not)|you (?:have|may|do|can) ?not|not allowed to send"
                                + "|permission))",
                        "The sender's address was refused."),
                global(
                        BOUNCE,
                        "Mail from there refused",
                        "^5\\d\\d .*(?:(?:mail|messages?|e-?mails?|connections?|access|traffic|posts?)\\b[^.;]{0,30}"
                                + " from\\b[^;]{0,60}(?:reject|refus|block|den(?:y|ied)|not (?:be )?(?:accept|allow|welcome|permit)"
                                + "|bann?ed|deferred|weren't|prohibit|restrict)|(?:not|n't|no longer) (?:\\w+ )?accept\\w*"
                                + " (?:\\w+ ){0,3}from\\b|(?:reject|refus|block|den)\\w* (?:\\w+ ){0,2}(?:mail|messages?|e-?mails?) from|only accept|(?:have|has) (?:been )?blocked (?:your?|by)\\b|your (?:e-?mail|mail|message) (?:was|is|has been) blocked|blocked by the"
                                // the recipient has done it, in the active voice
                                + "|\\ba (?:d[eé]sactiv|bloqu|suspendu|supprim)|\\bhat (?:\\S+ ){1,4}(?:deaktiviert|gesperrt|blockiert)|\\bha (?:disabilitato|disattivato|bloccato|sospeso|desactivado|deshabilitado|suspendido|bloqueado))",
                        "The host, or the recipient, refuses mail from this sender."),
                global(
                        BOUNCE,
                        "What belongs to the sender",
                        "^5\\d\\d .*(?:\\byour (?:\\w+ )?(?:address|domain|account|name|lists?|mailings?)\\b|\\bof yours\\b|\\byour (?:own )?mail ?box (?:does|is (?:unknown|invalid|not))"
                                + "|\\bin (?:the )?from\\b|(?:\\bdns|\\bmx\\b|\\baaaa) (?:\\S+ ){0,4}records?\\b|\\b(?:in|by) (?:the )?dns\\b)",
                        "The sender's address, domain or list was refused."),
                global(
                        BOUNCE,
                        "Sender refused, in other languages",
                        "^5\\d\\d(?: .*)?(?:\\b(?:votre|ihr\\w*|uw|seu|sua|su|tw[oó]j\\w*|tuo|suo) (?:e-?mail[- ]?)?(?:ad+res|direcci|endere|indirizz|serv|domin|domain|ip\\b|konto|benutzer|compte|utilisateur|account|cuenta|conta\\b|gebruiker)|\\bva[sš][eiu] (?:adres|konto|[uú][cč]et|dom[eé]n)"
                                + "|\\bip[- ]?(?:ad+res|адрес|地址)|(?:adres\\w*|direcci\\S*|endere\\S*|indirizzo|адрес) (?:de )?ip\\b|\\borig(?:en|em)\\b|[eé]metteur|afzend|avs[aä]nd|afsend|\\bsaatja|od(?:os|es)ielat|po[sš]iljat"
                                + "|odes[ií]latel|felad[oó]\\b|expeditor|відправник|g[oö]nderen|l[aä]hett[aä]j|αποστολ|[^а-я]ваш|отправля|сервера|\\b(?:в|in|im|dans|en|no|na|w|nel) dns\\b|\\bdns-|您的|发信|服务器|sunucu|serwera|ters dns|reverz"
                                + "|alamat ip|連線|连线|接続元|送信元|送信者|差出人|寄件|發件|發信|שולח|pengirim|vous a (?:d[eé]j[aà] )?bloqu|hat sie (?:blockiert|gesperrt)|(?:l[oeia]|vi) ha (?:bloqueado|bloccat)|보낸|보내는|발신|あなたの|발송"
                                + "|(?:adres|direcci|endere|indirizz)\\S* (?:\\S+ )?(?:d[eou]l?|van|der|des) (?:het |de |el )?(?:serv|host|dom)|(?:serveur|domaine|h[oô]te)(?: \\S+){0,3} in(?:connu|exist|valid|trouv))",
                        "The sender's address, domain or host was refused."));
    }

    private static List<FieldValues> ofMessage() {
        return List.of(
                global(
                        BOUNCE,
                        "Message kept back",
                        "^5\\d\\d .*(?:(?:mails?|messages?|e-?mails?|delivery|reply|replies|posts)\\b (?:\\w+ ){0,2}(?:to|for)\\b[^.;:]{0,60}"
                                + "(?:\\bblocked|removed|deleted|expired|quarantin|discarded|filtered|disabled|not available)"
                                + "|(?:invalid|malformed|illegal|bad|unrecogni[sz]ed|unsupported) (?:\\w+ )?(?:date|mime|structure|format|field|encoding|charset)\\b"
                                + "|\\bjournal|backscatter|\\b(?:batv|srs)\\b|accept (?:\\w+ )?(?:bounces|messages? of|mail of|this size))",
                        "The host keeps back, or has no use for, this message."),
                global(
                        BOUNCE,
                        "Taken for spam",
                        "^5\\d\\d.*(?:[\\s\"'(<\\[,.:;!](?:spam|spams|spammer|spammers|spamming|junk ?mail|ube|uce)(?:[\\s\"')>\\],.;:!?-]|$)"
                                + "|anti-?spam|spam ?-?traps?\\b|spam-?like|unsolicited|bulk (?:e-?)?mail|mass mail|likely suspicious|DT:SPM|help_spam"
                                + "|phish|спам|垃圾)",
                        "The message was taken for spam."),
                global(
                        BOUNCE,
                        "Virus",
                        "^5\\d\\d .*(?:virus|malware|infected|dangerous|banned (?:content|file)|attachment)",
                        "The message was taken for dangerous."),
                global(
                        BOUNCE,
                        "Content refused",
                        "^5\\d\\d .*(?:verd[aä]cht|inhoud|inhalt|\\bcontenu\\b|contenido|conte[uú]do|содержим|\\bcontents?\\b|\\bheaders?\\b|message-?id\\b|list-unsubscribe|\\blinks?\\b|addresse?s? in (?:the )?b?cc\\b|subject|\\burls?\\b|not rfc|rfc ?[0-9]{4}"
                                + "|message (?:was |is |has been )?(?:filtered|refused|denied|blocked)|mail (?:content )?denied)",
                        "The host refuses what the message holds."),
                global(
                        SOFT,
                        "Code: mailbox full",
                        "^[45]\\d\\d [45]\\.2\\.2\\b",
                        "The mailbox is full."),
                global(
                        BOUNCE,
                        "Too large",
                        "^5\\d\\d (?:5\\.(?:3\\.4|2\\.3)\\b|.*(?:message|size|e-?mail)\\b[^;:]{0,30}(?:too"
                                + " (?:large|big|long)|exceeds (?:the |fixed |maximum |max ){0,3}(?:message )?(?:size|limit|maximum)))",
                        "The message is too large for the host."),
                global(
                        BOUNCE,
                        "Too large, in other languages",
                        "^5\\d\\d .*(?:taille (?:limite )?(?:du (?:message|mail)|maxi)|trop (?:gros|volumineux|import)|zu gro(?:ß|ss)|maximale\\S* (?:nachrichten)?gr[oö]|dimension[ei] massim|tama[ñn]o m[aá]x|tamanho m[aá]x|za du[zż]"
                                + "|размер (?:письма|сообщени)|слишком больш|太大|[过過]大|大きすぎ|[邮郵]件大小|メッセージサイズ)",
                        "The message is too large for the host."),
                global(
                        BOUNCE,
                        "Loop",
                        "^5\\d\\d (?:5\\.4\\.6\\b|.*(?:too many hops|hop count|mail ?loop|routing loop|loop detected))",
                        "The message goes round in a loop."));
    }

    private static List<FieldValues> passing() {
        return List.of(
                global(
                        SOFT,
                        "Greylisted",
                        "^4\\d\\d .*(?:gr[ea]y ?-?list|try (?:again )?later|temporar)",
                        "The host wants it to be tried again later."),
                global(
                        BOUNCE,
                        "Blocked for what was sent before",
                        "^5\\d\\d .*block\\w* (?:\\w+ ){0,4}(?:too many|attempt)",
                        "The host blocks the sending address for a while."),
                global(
                        SOFT,
                        "Too many connections or messages",
                        "^5\\d\\d .*(?:too (?:many|much)\\b[^.;]{0,30} (?:connections?|messages?|recipients?|errors?|attempts?|e-?mails?|mails?|requests?|sessions?|users?|addresses|bounces)|dictionary attack|harvest|(?:excessive|number of|exceed\\w*) (?:\\w+ ){0,3}(?:unknown|invalid|bad|bounce)|(?:more than|over) [0-9]+ (?:\\w+ )?(?:unknown|invalid|bad|non)|\\bexcess of\\b|\\bmany (?:\\w+ )?(?:users|recipients|addresses)\\b"
                                + "|rate ?-?limit|throttl|frequency limit|(?:sending|hourly|daily|rate|relay) (?:\\w+ ){0,3}(?:limit|quota)"
                                + "|(?:user|recipient|rcpt|connection)s? (?:limit|ratio)\\b|percent|[0-9] ?%"
                                + "|max(?:imum)? (?:number of )?(?:e-?mails|messages|mails|connections)|per (?:hour|day|minute)\\b|slow(?:er)? down"
                                + "|receiving mail (?:too|at a rate)|too (?:fast|often|frequently)|threshold)",
                        "The host wants less mail at once."),
                global(
                        SOFT,
                        "Too many connections or messages, in other languages",
                        "^5\\d\\d .*(?:\\bzu viele\\b|\\btrop d[e'’]|\\btropp[ie]\\b|\\bdemasiad[oa]s\\b|\\bmuit[oa]s (?:destinat|mens|conex|erros)|\\bte veel\\b|\\bzbyt wiel|слишком (?:много|част)|занадто багато|频率|頻率|过多|過多|过于频繁|多すぎ|너무 많)",
                        "The host wants less mail at once."),
                global(
                        SOFT,
                        "For a while",
                        "^5\\d\\d .*(?:try (?:it |your message |sending )?(?:again )?later|try again\\b|temporar|gr[ea]y ?-?list|retry (?:later|in|after)\\b|(?:re-?send|try) (?:it )?(?:in|after) (?:an? |[0-9])|later time|currently unavailable|right now|at (?:this|the) (?:time|moment)"
                                + "|plus tard|m[aá]s tarde|pi[uù] tardi|mais tarde|r[eé]essay|riprova|erneut versuch|sp[aä]ter|позже|повторите|временн|temporair|temporal(?:mente)?\\b|temporane|vor[uü]e?bergehend|tijdelijk|tymczasow|do[cč]asn|tillf[aä]llig|midlertidig)",
                        "The host wants it to be tried again later."));
    }

    private static List<FieldValues> full() {
        return List.of(
                global(
                        SOFT,
                        "Mailbox full",
                        "(?:mail ?-?box(?:es)?|inbox|maildir|mail ?folder|mail ?file|mail ?drop|accounts?|user|users|recipient|quota|storage|disk|(?:^|\\s)box)\\b[^.;:]{0,40}"
                                + "(?:\\bfull\\b|over ?-?quota|over (?:the |its |their |disk )|exc?ee?d|exhausted|used up|used all|reached (?:its|their|the|max)|too much (?:data|mail)|(?:can ?not|can't) (?:hold|store|take|accept) (?:any )?more)|\\bsystem (?:is )?full\\b|no (?:more )?room\\b"
                                + "|\\bfull mailbox|over ?-?quota|exc?ee?d\\w* (?:\\w+ ){0,3}(?:quota|storage|allocation|space|capacity)"
                                + "|over (?:the |its |their |allowed |disk |mailbox )*(?:quota|storage limit)"
                                + "|(?:out of|no|not (?:have )?enough|insufficient) (?:\\w+ )?(?:storage|space|disk space)"
                                + "|\\bquotas?\\b|max(?:imum)? (?:mail ?box|inbox|storage|account) size|(?:storage|space) (?:is )?(?:violation|usage|limit|reached|(?:not|n't) (?:enough|sufficient)|insufficient)|(?:address|addressee|e-?mail|@>?) (?:is )?(?:too )?full\\b|too many messages on|too much mail data",
                        "The mailbox is full."),
                global(
                        SOFT,
                        "Mailbox full, in other languages",
                        "bo[iîÎ]te (?:\\S+ ){0,4}(?:pleine|satur)|quota (?:\\w+ )?(?:d[eé]pass|superad|excedid)|(?:postfach|mailbox)\\S* (?:\\S+ ){0,4}(?:voll\\b|[uü]ber|piena)|(?:postvak|postbus|mailbox) (?:\\S+ ){0,3}vol\\b"
                                + "|speicher(?:platz|limit)|kontingent|opslag|buz[oó]n (?:\\S+ ){0,4}llen|casella (?:\\S+ ){0,4}piena|casilla (?:\\S+ ){0,3}llen|(?:spazio|espa[cç]\\w*) (?:\\S+ ){0,3}(?:esaurito|insuf)|superato (?:\\S+ ){0,3}(?:spazio|limite)|caixa (?:\\S+ ){0,4}cheia"
                                + "|sem espa[cç]o|armazenamento|\\b(?:cuota|cota|kota)\\b|skrzynk\\S* (?:\\S+ ){0,3}(?:pe[lł]n|przepe[lł]n|zape[lł]n)|przekrocz\\S* (?:\\S+ ){0,3}(?:limit|pojemn)|speicher\\S* (?:\\S+ ){0,3}voll|kutusu dolu|schr[aá]nk\\S* (?:\\S+ ){0,3}(?:p[rř]e)?pln"
                                + "|(?:brevl[aå]d|postl[aå]d|postkass|postboks|innboks|indbakke|inkorg)\\S* (?:\\S+ ){0,3}ful[ld]|postilaatik\\S* (?:\\S+ ){0,3}t[aä]yn|postafi[oó]k\\S* (?:\\S+ ){0,3}(?:megtelt|tele)|(?:c[aă]su[tț]|cuti[ea])[^;:]{0,40}plin|kotak (?:\\S+ ){0,3}penuh",
                        "The mailbox is full."),
                global(
                        SOFT,
                        "Mailbox full, in other scripts",
                        "переполнен|ящик[^;:]{0,30}(?:полон|заполнен)|превышен|квот|мест[оа] [^;:]{0,40}законч|(?:недостаточно|нет|мало) (?:\\S+ )?места|переповнен|кутия[^;:]{0,20}пълна"
                                + "|γραμματοκιβ[^;:]{0,40}(?:πλήρ|γεμάτ)|超出|已满|已滿|空间不足|空間不足|容量超过|容量超過|容量が|容量オーバー|いっぱい|一杯|가득|용량|đầy|เต็ม|ممتلئ|(?:תיבת?|תא)[^;:]{0,20}מלאה?",
                        "The mailbox is full."),
                global(
                        SOFT,
                        "Host out of order",
                        "^5\\d\\d .*(?:insufficient (?:system )?(?:storage|resources)|out of"
                                + " (?:memory|disk)|internal (?:server )?error|unknown (?:error|reason|failure|problem|cause)|reason (?:is )?unknown|local error|server configuration|system error|\\blicen[cs]e\\b|(?:filters?|sieve|scripts?) (?:\\w+ )?(?:not found|missing|fail|error)"
                                + "|\\b(?:back-?ends?|databases?|ldap|storage|disks?|file ?system|(?:mail|message) ?store)\\b (?:is |was |has |server )?(?:fail|offline|unava|error|down\\b|i/o)"
                                + "|(?:find|locate|open|read) (?:the |its )?(?:user|recipient|mail ?box|account|alias|address|domain)s?"
                                + " (?:data|table|map|director|file|list|store|record|pref|entry))",
                        "The host is out of order."));
    }

    private static List<FieldValues> unreached() {
        return List.of(
                global(
                        SOFT,
                        "Recipient could not be looked up",
                        "^5\\d\\d .*(?:\\b(?:servers?|databases?|ldap|back-?end|director(?:y|ies)|(?:mail|message) ?store|maps?|lookup|verification|systems?|mail ?hosts?|gateway"
                                + "|(?:lookup|verification|directory|address ?book) service)\\b (?:is |are |was |were |currently |server )*(?:unava|not (?:available|ready|responding|reachable)"
                                + "|down\\b|error|unreachable|busy|overload|offline|time)|look ?up (?:\\w+ )?fail|(?:tables?|keys?|databases?) (?:is |was )?(?:not (?:found|known|available)|unknown|missing|invalid)|(?:preferences|settings|profile|index|configuration) (?:\\w+ ){0,4}not (?:be )?(?:found|available|loaded|read)\\b|corrupt|mail server (?:of|for) (?:\\w+ )?(?:not found|unknown)|connection (?:refused|timed out|reset|lost)"
                                + "|\\btimed[- ]out|in progress|network is unreachable|no route to host|(?:unable to|can ?not|could not|couldn't|can't|failed to)"
                                + " (?:check|verify|look ?up|determine|validate|contact|reach|connect)\\b|\\bbusy\\b|mailbox(?:es)? (?:is |are )?(?:being|in use)|locked by|migrat|maintenance)",
                        "The host could not look up the recipient, or not reach the mailbox."));
    }

    private static List<FieldValues> policy() {
        return List.of(
                global(
                        BOUNCE,
                        "Code: command refused",
                        "^(?:50[0234]|53[0458]) ",
                        "The host refuses a command, whoever the recipient is."),
                global(
                        BOUNCE,
                        "Code: of the host, the network or the content",
                        // RFC 3463 section 3: 5.1 and 5.2 are about the address and the mailbox;
                        // 5.3.0, 5.4.0, 5.4.1, 5.5.0 and 5.5.1 are about anything, as hosts use
                        // them.
                        "^5\\d\\d 5\\.(?:3\\.[1-9]|4\\.(?:[2-9]|1[0-9])|5\\.[2-5]|6\\.)[0-9]*\\b",
                        "Refused for the host, the network or the content, whoever the recipient"
                                + " is."),
                global(
                        BOUNCE,
                        "Refused by policy",
                        "^5\\d\\d (?:5\\.7\\.\\d+ .*mailbox unavailable$|.*(?:polic(?:y|ies)\\b|(?:not|n't) (?:be )?(?:allow|authori[sz]ed|permitt)|access (?:is )?denied"
                                + "|prohibit|reputation|\\bbanned\\b|\\boutbound\\b|\\boutgoing\\b|\\bfraud|mail abuse|restrict|administrative|not welcome|(?:outside|external) (?:mail|senders?|messages?)\\b|(?:removed|blocked|ignores?) you\\b|forbidden|security"
                                + "|suspicious|@:blocked|mail (?:\\w+ )?(?:rejected|refused|denied|not accepted)|rejete\\b|go away"
                                + "|delivery not (?:authori|allow)|members? only|only (?:subscribers|members)|not an? (?:subscriber|member)|non-?(?:members?|subscribers?)\\b|\\bposts\\b|\\bposting\\b|may post|\\bcountry\\b|white ?-?list|allow ?-?list|\\buntil\\b|on (?:vacation|holiday)|denied\\b))",
                        "Refused by the host's policy."));
    }
}
