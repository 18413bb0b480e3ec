package io.mailyard.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Paths as they are written plainly. What a proxy in front may read otherwise than this server does
 * (parameters, dot segments, letters in percent-encoding) is refused, so that both see the same
 * path; runs of slashes are one slash.
 */
final class PlainPath {
    private static final Pattern DOTS = Pattern.compile("/\\.{1,2}(/|$)");

    /** Of an octet of ASCII: nothing that needs it stands in a path of this server. */
    private static final Pattern ENCODED_ASCII = Pattern.compile("%[0-7][0-9A-Fa-f]");

    private static final Pattern SLASHES = Pattern.compile("/{2,}");

    private PlainPath() {}

    /** Why a raw path is refused; empty where it is not. */
    static Optional<String> fault(String raw) {
        if (raw.indexOf(';') >= 0) {
            return Optional.of("the path has ';', which no path of this server has");
        }
        if (DOTS.matcher(raw).find()) {
            return Optional.of("the path has a segment '.' or '..': write the path that is meant");
        }
        Matcher encoded = ENCODED_ASCII.matcher(raw);
        return encoded.find()
                ? Optional.of(
                        "the path has '"
                                + encoded.group()
                                + "': no character of a path of this server is percent-encoded")
                : Optional.empty();
    }

    /** The decoded path with runs of slashes as one. */
    static String of(String path) {
        return path.isEmpty() ? "/" : SLASHES.matcher(path).replaceAll("/");
    }
}
