package io.mailyard.smtp;

/** Finds octets beyond ASCII, which a host must have offered to take. */
final class EightBit {
    private EightBit() {}

    static boolean anywhere(byte[] content) {
        return in(content, content.length);
    }

    /** In the header section: before the first empty line (RFC 6532 needs SMTPUTF8). */
    static boolean inHeader(byte[] content) {
        int lineLength = 0;
        for (int i = 0; i < content.length; i++) {
            if (content[i] == '\n') {
                if (lineLength == 0) {
                    return in(content, i);
                }
                lineLength = 0;
            } else if (content[i] != '\r') {
                lineLength++;
            }
        }
        return in(content, content.length);
    }

    private static boolean in(byte[] content, int end) {
        for (int i = 0; i < end; i++) {
            if (content[i] < 0) {
                return true;
            }
        }
        return false;
    }
}
