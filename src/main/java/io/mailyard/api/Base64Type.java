package io.mailyard.api;

import io.mailyard.base.Fault;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Octets in base64 (RFC 4648 section 4, or RFC 2045 with its line breaks). */
public final class Base64Type implements Type<byte[]> {
    @Override
    public Optional<byte[]> read(Value value, String path, WireFormat source, List<Fault> faults) {
        if (!(value instanceof Value.Text(String text))) {
            faults.add(new Fault(path, "must be a string of base64, not " + value.describe()));
            return Optional.empty();
        }
        int foreign = foreignAt(text);
        if (foreign >= 0) {
            faults.add(new Fault(path, "is not base64: see the character at " + (foreign + 1)));
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getMimeDecoder().decode(text));
        } catch (IllegalArgumentException bad) {
            faults.add(new Fault(path, "is not base64: it ends in the middle"));
            return Optional.empty();
        }
    }

    /** Refuses characters that are not base64, which the decoder would skip. */
    private static int foreignAt(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '=' || text.charAt(end - 1) <= ' ')) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean known =
                    (c >= 'A' && c <= 'Z')
                            || (c >= 'a' && c <= 'z')
                            || (c >= '0' && c <= '9')
                            || c == '+'
                            || c == '/'
                            || c == '\r'
                            || c == '\n';
            if (!known) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = Types.schema("type", "string");
        schema.put("contentEncoding", "base64");
        return schema;
    }
}
