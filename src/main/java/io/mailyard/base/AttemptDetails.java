package io.mailyard.base;

/**
 * Details of one delivery attempt, as the node observed them.
 *
 * @param stage stage of the SMTP conversation that decided, in lower case, for example {@code
 *     rcpt}; empty: unknown, or no attempt
 * @param bounceClass class that was applied to the answer: {@code soft}, {@code hard} or {@code
 *     bounce}; empty: delivered, or unknown
 * @param patternId bounce pattern that decided; 0: none did
 * @param pattern its name at that time; empty: none
 * @param tls TLS version and cipher suite, separated by a space; empty: not encrypted
 * @param connectMillis milliseconds to connect; {@value #UNKNOWN}: unknown
 * @param answerMillis milliseconds from the start of the attempt, or of the message on a connection
 *     in use, to the answer; {@value #UNKNOWN}: unknown
 * @param conversation the conversation that was recorded; 0: none
 */
public record AttemptDetails(
        String stage,
        String bounceClass,
        long patternId,
        String pattern,
        String tls,
        long connectMillis,
        long answerMillis,
        long conversation) {
    /** Value of milliseconds that are not known. */
    public static final long UNKNOWN = -1;

    /** No attempt, or one of which nothing is known. */
    public static final AttemptDetails NONE =
            new AttemptDetails("", "", 0, "", "", UNKNOWN, UNKNOWN, 0);

    /** Maximum length of the stage, class, and TLS words. */
    public static final int MAX_WORD = 100;

    /** Maximum length of a pattern's name. */
    public static final int MAX_PATTERN = 255;

    /** Returns these details with a recorded conversation. */
    public AttemptDetails withConversation(long id) {
        return new AttemptDetails(
                stage, bounceClass, patternId, pattern, tls, connectMillis, answerMillis, id);
    }

    /** The TLS version, for example {@code TLSv1.3}; empty: not encrypted. */
    public String tlsVersion() {
        int space = tls.indexOf(' ');
        return space < 0 ? tls : tls.substring(0, space);
    }

    /** The TLS cipher suite; empty: not encrypted. */
    public String tlsCipher() {
        int space = tls.indexOf(' ');
        return space < 0 ? "" : tls.substring(space + 1);
    }
}
