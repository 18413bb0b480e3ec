package io.mailyard.policies;

import io.mailyard.fields.FieldValues;
import java.util.List;
import java.util.stream.Stream;

/** The shipped ISPs, with the domains of their consumers' mailboxes. */
final class ShippedIsps {
    static final String GMAIL = "Gmail";
    static final String OUTLOOK = "Outlook";
    static final String YAHOO = "Yahoo";
    static final String MAIL_RU = "Mail.ru";
    static final String YANDEX = "Yandex";
    static final String ICLOUD = "iCloud";
    static final String GMX = "GMX";

    private ShippedIsps() {}

    static List<FieldValues> all() {
        return List.of(
                isp(GMAIL, List.of("gmail.com", "googlemail.com")),
                isp(OUTLOOK, outlook()),
                isp(YAHOO, yahoo()),
                isp(
                        MAIL_RU,
                        List.of(
                                "mail.ru",
                                "bk.ru",
                                "inbox.ru",
                                "list.ru",
                                "internet.ru",
                                "xmail.ru")),
                isp(
                        YANDEX,
                        List.of(
                                "yandex.ru",
                                "ya.ru",
                                "yandex.com",
                                "yandex.by",
                                "yandex.kz",
                                "yandex.ua",
                                "yandex.uz",
                                "yandex.com.tr",
                                "narod.ru")),
                isp(ICLOUD, List.of("icloud.com", "me.com", "mac.com", "privaterelay.appleid.com")),
                isp(GMX, gmx()),
                isp(Isp.OTHER, List.of()));
    }

    private static FieldValues isp(String name, List<String> domains) {
        return FieldValues.NONE.with(Isp.NAME, name).with(Isp.DOMAINS, domains);
    }

    /** {@code name} with each of several endings. */
    private static Stream<String> below(String name, String... endings) {
        return Stream.of(endings).map(ending -> name + "." + ending);
    }

    private static List<String> outlook() {
        return Stream.of(
                        Stream.of("msn.com", "passport.com", "windowslive.com"),
                        below(
                                "hotmail", "com", "co.uk", "fr", "de", "it", "es", "be", "ca", "ch",
                                "cl", "co.jp", "com.ar", "com.au", "com.br", "com.tr", "dk", "fi",
                                "gr", "nl", "no", "se"),
                        below(
                                "live", "com", "co.uk", "fr", "de", "it", "at", "be", "ca", "cl",
                                "cn", "com.ar", "com.au", "com.mx", "com.pt", "dk", "ie", "in",
                                "jp", "nl", "no", "ru", "se"),
                        below(
                                "outlook", "com", "fr", "de", "it", "es", "at", "be", "cl", "co.id",
                                "co.il", "co.nz", "co.th", "com.ar", "com.au", "com.br", "com.gr",
                                "com.pe", "com.tr", "com.vn", "cz", "dk", "hu", "ie", "in", "jp",
                                "kr", "lv", "my", "ph", "pt", "sa", "sg", "sk"))
                .flatMap(domains -> domains)
                .toList();
    }

    private static List<String> yahoo() {
        return Stream.of(
                        Stream.of(
                                "ymail.com",
                                "rocketmail.com",
                                "myyahoo.com",
                                "aim.com",
                                "netscape.net",
                                "verizon.net"),
                        below("aol", "com", "co.uk", "de", "fr", "it"),
                        below(
                                "yahoo", "com", "co.uk", "fr", "de", "it", "es", "at", "be", "bg",
                                "ca", "cl", "co.id", "co.in", "co.nz", "co.th", "co.za", "com.ar",
                                "com.au", "com.br", "com.co", "com.hk", "com.mx", "com.my",
                                "com.pe", "com.ph", "com.sg", "com.tr", "com.tw", "com.ve",
                                "com.vn", "cz", "dk", "ee", "fi", "gr", "hr", "hu", "ie", "in",
                                "lt", "lv", "nl", "no", "pl", "pt", "ro", "rs", "se", "si", "sk"))
                .flatMap(domains -> domains)
                .toList();
    }

    private static List<String> gmx() {
        return Stream.concat(
                        Stream.of("web.de"),
                        below(
                                "gmx", "net", "de", "at", "ch", "com", "biz", "co.uk", "es", "eu",
                                "fr", "info", "li", "lu", "org", "tm", "us"))
                .toList();
    }
}
