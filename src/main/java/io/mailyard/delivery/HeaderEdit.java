package io.mailyard.delivery;

import io.mailyard.mime.HeaderSection;
import io.mailyard.policies.Isp;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Adds and removes header fields as an ISP's settings say. */
final class HeaderEdit {
    private HeaderEdit() {}

    /** The header section including the empty line; other fields are unchanged. */
    static byte[] head(byte[] message, HeaderSection header, Isp isp) {
        Set<String> deleted =
                isp.headersDelete().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        ByteArrayOutputStream head = new ByteArrayOutputStream(header.end() + 256);
        for (HeaderSection.HeaderField field : header.fields()) {
            if (!deleted.contains(field.name().toLowerCase(Locale.ROOT))) {
                head.write(message, field.from(), field.to() - field.from());
            }
        }
        isp.headersAdd()
                .forEach((name, value) ->
                        head.writeBytes(
                                (name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8)));
        head.writeBytes(new byte[] {'\r', '\n'});
        return head.toByteArray();
    }
}
