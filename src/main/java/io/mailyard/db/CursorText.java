package io.mailyard.db;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where a page of a list begins, as an answer names it: a text in base64url (RFC 4648). */
public final class CursorText {
    private CursorText() {}

    /** Returns the form in which an answer has the text. */
    public static String encode(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the text that an answer had.
     *
     * @throws IllegalArgumentException if no answer had it: it is no base64url of UTF-8, or has
     *     U+0000, which no store takes
     */
    public static String decode(String cursor) {
        byte[] utf8 = Base64.getUrlDecoder().decode(cursor);
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
            if (text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("has U+0000");
            }
            return text;
        } catch (CharacterCodingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }
}
