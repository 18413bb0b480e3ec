package io.mailyard.policies;

import static io.mailyard.policies.ShippedBounces.BOUNCE;
import static io.mailyard.policies.ShippedBounces.HARD;
import static io.mailyard.policies.ShippedBounces.global;

import io.mailyard.fields.FieldValues;
import java.util.List;
import java.util.stream.Stream;

/**
 * Shipped bounce patterns of all ISPs for answers that the recipient does not exist, and for bare
 * codes. They are tried last: any other subject of an answer counts first.
 */
final class ShippedUnknownRecipients {
    private static final String ABSENT = "The mailbox does not exist.";

    /** Words for a recipient. */
    private static final String WHO =
            "(?:users?|user ?name|recipients?|mail ?-?box(?:es)?|mail account|accounts?|(?:e-?mail )?add?ress(?:es)?"
                    + "|alias|customer|subscriber|person|employee|local[ -]?part|mail ?name|addressee)";

    /** Spanish and Portuguese words for a recipient. */
    private static final String SPANISH =
            "(?:usuari[oa]|usu[aá]rio|buz[oó]n|casilla|cuenta|conta|direcci[oó]n|endere[cç]o|destinat[aá]rio|caixa|persona)";

    /** Words of a host on what it does with such mail; they say nothing else of why. */
    private static final String REFUSES =
            "(?:[ .;:,!()-]*\\b(?:(?:e-?)?mails?|messages?|access|delivery|recipient|transaction|command|address|rejected|rejecting|refused|denied"
                    + "|not accepted|bounced|failed|permanent(?:ly)?|sorry|giving up|is|was|has been|to|the|this|here)\\b)*[ .;:,!()-]*$";

    private ShippedUnknownRecipients() {}

    static List<FieldValues> all() {
        return Stream.of(absent(), disabled(), languages(), codes()).flatMap(List::stream).toList();
    }

    /**
     * Patterns of answers whose code and whole text say it. They are tried before other subjects,
     * of which such an answer has none: no full mailbox, sender, policy or rate.
     */
    static List<FieldValues> whole() {
        return List.of(
                global(
                        HARD,
                        "Code: address rejected",
                        "^5\\d\\d 5\\.1\\.(?:1|6|10) (?:[<(\\[]?@[>)\\]]?[:.]* )?(?:recipient address rejected: )?"
                                + "(?:(?:no such|unknown|invalid|non-?existent) (?:local )?"
                                + WHO
                                + "|(?:the )?"
                                + WHO
                                + " (?:is )?(?:unknown|invalid|not found|not known|does not exist|doesn't"
                                + " exist))"
                                + REFUSES,
                        ABSENT));
    }

    private static List<FieldValues> absent() {
        return List.of(
                global(
                        HARD,
                        "No such mailbox",
                        "^5\\d\\d .*(?:\\b(?:no such|no known|not an?|unknown|unrecogni[sz]ed|invalid|non-?exist[ae]nt|inexistent|non ?existing|unrouteable|unroutable|undeliverable|bad|illegal"
                                + "|wrong|incorrect|not our|not a known|not a valid|no valid|no active|no)\\b(?: or (?:illegal|invalid|unknown))?"
                                + "(?: (?:valid|known|local|active|virtual|destination|final|delivery|e-?mail|mail|registered|deliverable))*"
                                + "[ -]"
                                + WHO
                                + "\\b)",
                        ABSENT),
                global(
                        HARD,
                        "Mailbox not found",
                        "^5\\d\\d .*(?:"
                                + WHO
                                + "\\b|@)[^;]{0,80}(?:unknown|unrecogni[sz]ed|(?:not|n't|never) (?:be |been |currently )?(?:found|exist|in use|activated|known|listed|valid|registered|recognized|recognised|present|defined|active"
                                + "|available|deliverable|local|here|ok\\b|our|hosted|have an? |a (?:valid|known|local|registered))|non-?exist|inexist|no longer|is (?:\\w+ )?(?:invalid|undeliverable|wrong|incorrect)"
                                + "|invalid(?: [^\\w ]|[^\\w -]|$)|missing home|has moved|unava\\w*ble\\b|undeliverable)",
                        ABSENT),
                global(
                        HARD,
                        "Nobody there",
                        "^5\\d\\d .*(?:no mailbox (?:here|by that|found)|no account (?:here|by|with|found)|nobody (?:here|by)|no one at this|no such (?:\\w+ )?(?:here|name)|not (?:one of )?our (?:customer|user|client)"
                                + "|mailbox unava\\w*ble|in name directory|can(?:no|')t accept (?:user|recipient)|not in (?:the |our |my )?(?:\\w+ )?directory"
                                + "|not known (?:here|(?:at|on|in|to) (?:this|our|the) )|user not local|BAD[-_]RECIPIENT|badrcptto|validrcptto"
                                + "|(?:can ?not|can't|could ?n[o']t|could not|unable to) (?:find|locate|identify) (?:\\w+ ){0,2}"
                                + WHO
                                + "\\b|e-?mail (?:is not in use|does(?: not|n't) exist)|no longer (?:valid|works?|here|active|on server|accepts? mail|with us|available|exists?|in use)|(?:not|no longer) with (?:the|this|our|us)\\b)",
                        ABSENT),
                global(
                        HARD,
                        "Domain takes no mail",
                        "^5\\d\\d .*(?:null mx|\\brecipient\\b[^;]{0,40}domain (?:\\w+ )?(?:not found|not exist)|no such domain"
                                + "|unknown domain|domain (?:does not|doesn't) accept mail)",
                        "The domain takes no mail."));
    }

    private static List<FieldValues> disabled() {
        return List.of(
                global(
                        HARD,
                        "Mailbox disabled",
                        "^5\\d\\d .*(?:(?:"
                                + WHO
                                + "\\b|@)[^;:]{0,80}(?:disabled|deactivated|suspend(?:ed)?\\b|inactive|not active|expired|\\blocked|archived|frozen|discontinued"
                                + "|(?:is|are|was|were|been|being|now|permanently) closed|terminated|cancell?ed|deleted|removed|is ?blocked|been blocked)|(?:disabled|suspended|inactive|deactivated|archived|expired|deleted)"
                                + " (?:local |virtual |e-?mail |mail )*(?:recipient|user|mailbox|account|address|person|alias)|(?:user|mail ?box|account|address) closed|not accepting (?:messages|mail|any mail))",
                        "The mailbox is disabled."));
    }

    private static List<FieldValues> languages() {
        return List.of(
                global(
                        HARD,
                        "No such mailbox, in Russian",
                        "^5\\d\\d .*(?:(?:пользовател|получател|адрес|ящик|абонент|уч[её]тн\\S+ запис)[^;:]{0,60}(?:не (?:найден|существует|зарегистрирован|обслуживается)|неизвест"
                                + "|отключ[её]н|удал[её]н)|(?:пользовател|ящик|абонент|уч[её]тн\\S+ запис)[^;:]{0,60}заблокирован|нет такого (?:пользователя|ящика|адреса|получателя)|(?:неизвестный|неверный) (?:получатель|пользователь|адрес)|несуществующ\\S* (?:\\S+ )?(?:пользоват|получат|адрес|ящик|абонент)"
                                + "|потребител\\S*[^;:]{0,30}не (?:съществува|е намерен)|няма такъв (?:потребител|адрес|получател)"
                                + "|(?:u[zž]ivatel|pou[zž][ií]vate|p[rř][ií]jemc|adres|schr[aá]nk)\\S*[^;:]{0,30}(?:neexist|nenalez|nen[aá]jd|zru[sš]en)|nezn[aá]m\\S* (?:u[zž]iv|pou[zž]|p[rř][ií]j|adres)"
                                + "|(?:korisni|primate|uporabnik|prejemnik|adres|naslov|pretinac)\\S*[^;:]{0,30}(?:ne (?:postoji|obstaja)|nije prona|ni najden)|nepoznat\\S* (?:korisni|primate|adres)|neznan\\S* (?:uporab|prejem))",
                        ABSENT),
                global(
                        HARD,
                        "No such mailbox, in German, Polish and others",
                        "^5\\d\\d .*(?:(?:empf[aä]e?nger|(?:be)?nutzer|postfach|adresse|konto|mailbox|adressat)\\S*[^;:]{0,40}(?:unbekannt|nicht bekannt|existiert|nicht gefunden|nicht vorhanden|ung[uü]e?ltig|deaktiviert|geschlossen|gel[oö]e?scht)"
                                + "|(?:nutzer|postfach|konto|mailbox)\\S*[^;:]{0,40}gesperrt|(?:unbekannte|ung[uü]e?ltige)\\S* (?:empf|be?nutz|adress)|kein (?:solcher )?(?:benutzer|postfach)|(?:skrzynk|konto|adres|u[zż]ytkownik|odbiorc)\\S*[^;:]{0,40}(?:nie (?:istnieje|znalezion)|nieaktywn|usuni[eę]t|nieznan)"
                                + "|(?:skrzynk|konto)\\S* (?:\\S+ )?(?:(?:jest|zosta[lł]\\S*) )?zablokowan\\S*(?:[.,;!)]|$)|nieznan\\S* (?:adres|odbiorc|u[zż]ytk)|nie ma takiego|brak takiego|nieprawid[lł]ow\\S* (?:adres|odbiorc|u[zż]ytk)"
                                + "|(?:ontvanger|gebruiker|adres|postbus|mailbox)\\S*[^;:]{0,30}(?:niet (?:gevonden|bekend)|onbekend|bestaat niet)|onbekende? (?:ontvang|gebruik|adres|postbus)"
                                + "|(?:vartotoj|gav[eė]j)\\S*[^;:]{0,20}(?:nerast|neegzist)|(?:lietot[aā]j|sa[nņ][eē]m[eē]j)\\S*[^;:]{0,20}(?:nav |neeksist))",
                        ABSENT),
                global(
                        HARD,
                        "No such mailbox, in Romance languages",
                        "^5\\d\\d .*(?:"
                                + SPANISH
                                + "\\b[^;:]{0,40}(?:desconocid|desconhecid|no exist|n[aã]o exist|inexistente|inv[aá]lid|no encontrad|n[aã]o encontrad|no v[aá]lid|(?:deshabilitad|suspendid|suspens|inactiv|inativ|desativad|desactivad)[oa]?(?:[.,;!)]|$| (?:por|desde|definit|permanen)))"
                                + "|no existe (?:\\S+ )?"
                                + SPANISH
                                + "|nessun (?:utente|destinatario)|(?:utente|casella|destinatario|indirizzo|account)[^;:]{0,40}(?:sconosciut|inesistente|non (?:esist|trovat|valid)|disabilitat|disattivat)"
                                + "|(?:destinataires?|utilisateurs?|adresse|compte|bo[iîÎ]te(?: aux lettres)?)\\b[^;:]{0,40}(?:invalide|inconnu|inexist|introuvable|archiv|d[eé]sactiv|suspendu|supprim|ferm[eé]|cl[oô]tur|n.existe|n.est plus|non trouv)"
                                + "|(?:compte|bo[iîÎ]te)\\b[^;:]{0,40}est bloqu|aucun (?:utilisateur|destinataire))",
                        ABSENT),
                global(
                        HARD,
                        "No such mailbox, in Nordic and other languages",
                        "^5\\d\\d .*(?:(?:kasutaja|saaja|aadress|postkast)\\S*[^;:]{0,30}(?:ei (?:leitud|ole)|puudub)|"
                                + "(?:mottag|modtag|anv[aä]nd|bruker|bruger|brevl[aå]d|postkass|postboks|konto|adress?)\\S*[^;:]{0,30}(?:fin(?:ns|nes|des) (?:inte|ikke|ej)|ok[aä]nd|uk(?:je|e)n[dt]|eksisterer ikke|saknas)|(?:ok[aä]nd|uk(?:je|e)n[dt]t?) (?:mottag|modtag|anv[aä]nd|bruker|bruger|adress)"
                                + "|(?:vastaanottaj|k[aä]ytt[aä]j|postilaatik|osoit)\\S*[^;:]{0,30}(?:ei (?:ole|l[oö]yd)|tuntematon)|tuntematon (?:vastaanott|k[aä]ytt)"
                                + "|(?:c[ií]mzett|felhaszn[aá]l|postafi[oó]k)\\S*[^;:]{0,30}(?:nem (?:tal[aá]lhat|l[eé]tezik)|ismeretlen)|ismeretlen (?:c[ií]mzett|felhaszn)"
                                + "|(?:utilizator|destinatar|c[aă]su[tț]|adres)\\S*[^;:]{0,30}(?:necunoscut|inexistent|nu exist)"
                                + "|(?:παραλ[ηή]πτ|χρ[ηή]στ|λογαριασμ)[^;:]{0,40}(?:δεν (?:υπ[αά]ρχ|βρ[εέ]θ)|[αά]γνωστ)|[αά]γνωστος (?:παραλ|χρ)"
                                + "|(?:користувач|одержувач|отримувач|скриньк|адрес)[^;:]{0,40}(?:не (?:знайден|існу|зареєстр)|невідом)|невідомий (?:користувач|одержувач|отримувач))",
                        ABSENT),
                global(
                        HARD,
                        "No such mailbox, in Asian languages",
                        "^5\\d\\d .*(?:(?:用户|用戶|使用者|邮箱|郵箱|收件[人者]|信箱|帐[号户]|帳[號戶]|账[号户]|地址|位址)[^;:]{0,10}(?:不存在|不正[确確]|无效|無效|未找到|找不到|已停用|被[禁停]用)|查[无無]此(?:人|用|信|邮|郵|帐|帳|账|賬|收)|(?:找不到|不存在的|无效的)(?:该|此)?(?:用户|邮箱|收件人|信箱|帐号|账号)"
                                + "|(?:宛先|ユーザー?|アドレス|メールボックス|受信者|アカウント)[^;:]{0,15}(?:存在しま|存在しな|見つかりま|不明|無効|ありません)"
                                + "|(?:사용자|수신자|받는 ?사람|메일함|계정)[^;:]{0,15}(?:없|존재하지|찾을 수)|존재하지 않는 (?:사용자|수신자|계정|메일)"
                                + "|(?:kullan[iı]c[iı]|al[iı]c[iı]|hesa[pb]|adres)\\S*[^;:]{0,20}(?:yok\\b|ge[cç]ersiz|bulunamad|mevcut de[gğ]il)|(?:pengguna|penerima|alamat|akun)[^;:]{0,20}tidak (?:ditemukan|ada|dikenal)|(?:người (?:nhận|dùng)|hộp thư|tài khoản|địa chỉ)[^;:]{0,30}không (?:tồn tại|tìm thấy)|ไม่พบ(?:ผู้ใช้|บัญชี|ผู้รับ)"
                                + "|(?:المستخدم|المستلم|البريد|العنوان|الحساب)[^;:]{0,20}غير (?:موجود|معروف)|(?:משתמש|נמען|תיבה|חשבון)[^;:]{0,20}לא (?:קיים|נמצא))",
                        ABSENT));
    }

    private static List<FieldValues> codes() {
        return List.of(
                global(
                        HARD,
                        "Code: no such mailbox",
                        // the second half: words of a Cisco appliance
                        "^5\\d\\d 5\\.1\\.(?:(?:1|6|10)\\b|0 (?:@ ?)?address rejected)",
                        ABSENT),
                global(
                        BOUNCE,
                        "Code: refused by policy",
                        "^5\\d\\d 5\\.7\\.\\d+\\b",
                        "Refused by the host's policy."));
    }
}
