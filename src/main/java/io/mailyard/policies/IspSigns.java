package io.mailyard.policies;

import io.mailyard.smtp.SmtpReply;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Recognises an ISP that hosts other people's domains: by the name of the mail host, and by text
 * that only its hosts send.
 */
final class IspSigns {
    private record IspSign(String isp, List<String> hosts, Pattern words) {}

    private static final List<IspSign> SIGNS =
            List.of(
                    sign(
                            ShippedIsps.GMAIL,
                            List.of(".google.com", ".googlemail.com", ".psmtp.com"),
                            "\\bgsmtp\\b|support\\.google\\.com/"),
                    sign(
                            ShippedIsps.OUTLOOK,
                            List.of(".outlook.com", ".hotmail.com", ".office365.us"),
                            "\\.prod\\.protection\\.outlook\\.com|\\.outlook\\.com[\\] ]"
                                    + "|mail\\.live\\.com|postmaster\\.live\\.com|sender\\.office\\.com"
                                    + "|\\b(?:RESOLVER|STOREDRV)\\.|\\bAS\\(?[0-9]{8,}"),
                    sign(
                            ShippedIsps.YAHOO,
                            List.of(".yahoodns.net", ".yahoo.com", ".aol.com"),
                            "postmaster\\.yahoo(?:inc)?\\.com|senders\\.yahooinc\\.com"
                                    + "|\\.yahoo\\.com(?: |$)|delivery error: dd "),
                    sign(ShippedIsps.MAIL_RU, List.of(".mail.ru"), "help\\.mail\\.ru"),
                    sign(
                            ShippedIsps.YANDEX,
                            List.of(".yandex.ru", ".yandex.net"),
                            "\\bya\\.cc/|feedback\\.yandex\\.ru"),
                    sign(
                            ShippedIsps.ICLOUD,
                            List.of(".icloud.com", ".apple.com"),
                            "support\\.apple\\.com/"),
                    sign(ShippedIsps.GMX, List.of(".gmx.net", ".web.de"), "postmaster\\.gmx\\."));

    private IspSigns() {}

    private static IspSign sign(String isp, List<String> hosts, String words) {
        return new IspSign(isp, hosts, Pattern.compile(words, Pattern.CASE_INSENSITIVE));
    }

    private static boolean isHostOf(IspSign sign, String name) {
        return sign.hosts().stream().anyMatch(name::endsWith);
    }

    /** The ISP whose mail hosts have such a name, in lower case. */
    static Optional<String> ofHost(String name) {
        return SIGNS.stream().filter(sign -> isHostOf(sign, name)).map(IspSign::isp).findFirst();
    }

    /** The endings of the names of an ISP's mail hosts; empty: it is not recognised by them. */
    static List<String> hosts(String isp) {
        return SIGNS.stream()
                .filter(sign -> sign.isp().equals(isp))
                .flatMap(sign -> sign.hosts().stream())
                .toList();
    }

    /**
     * The ISP whose host sent that answer; empty: no shipped one, as far as can be told.
     *
     * @param host the mail host, {@code name[address]:port}; may be empty
     */
    static Optional<String> of(String host, SmtpReply reply) {
        String name = host.replaceFirst("[\\[:].*", "").toLowerCase(Locale.ROOT);
        String text = reply.text(BoundedPattern.MAX_TEXT);
        return SIGNS.stream()
                .filter(sign -> isHostOf(sign, name) || sign.words().matcher(text).find())
                .map(IspSign::isp)
                .findFirst();
    }
}
