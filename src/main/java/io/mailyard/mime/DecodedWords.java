package io.mailyard.mime;

import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.UnsupportedEncodingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decodes encoded words (RFC 2047) at any place, as the most lenient readers do. */
final class DecodedWords {
    private static final Pattern WORD = Pattern.compile("=\\?[^?\\s]+\\?[bBqQ]\\?[^?\\s]*\\?=");

    private DecodedWords() {}

    /** The text with each encoded word decoded; one that cannot be decoded is unchanged. */
    static String of(String text) {
        return WORD.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(word(found.group())));
    }

    private static String word(String word) {
        try {
            return MimeUtility.decodeWord(word);
        } catch (ParseException | UnsupportedEncodingException unreadable) {
            return word;
        }
    }
}
