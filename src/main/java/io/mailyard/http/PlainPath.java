package io.mailyard.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Accepts only paths in plain form. Parts that a proxy in front may interpret differently
 * (parameters, dot segments, percent-encoded letters) are refused, so that both see the same path;
 * consecutive slashes are one slash.
 */
final class PlainPath {
    private static final Pattern DOTS = Pattern.compile("/\\.{1,2}(/|$)");

    /** A percent-encoded ASCII octet: no path of this server needs one. */
    private static final Pattern ENCODED_ASCII = Pattern.compile("%[0-7][0-9A-Fa-f]");

    private static final Pattern SLASHES = Pattern.compile("/{2,}");

    private PlainPath() {}

    /** Why a raw path is refused; empty if it is not. */
    static Optional<String> fault(String raw) {
        if (raw.indexOf(';') >= 0) {
            return Optional.of("the path has ';', which no path of this server has");
        }
        if (raw.contains("/.") && DOTS.matcher(raw).find()) {
            return Optional.of("the path has a segment '.' or '..': write the path that is meant");
        }
        if (raw.indexOf('%') < 0) {
            return Optional.empty();
        }
        Matcher encoded = ENCODED_ASCII.matcher(raw);
        return encoded.find()
                ? Optional.of(
                        "the path has '"
                                + encoded.group()
                                + "': no character of a path of this server is percent-encoded")
                : Optional.empty();
    }

    /** The decoded path with consecutive slashes as one. */
    static String of(String path) {
        if (path.isEmpty()) {
            return "/";
        }
        return path.contains("//") ? SLASHES.matcher(path).replaceAll("/") : path;
    }
}
