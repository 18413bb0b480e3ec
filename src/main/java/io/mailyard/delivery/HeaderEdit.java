package io.mailyard.delivery;

import io.mailyard.mime.HeaderSection;
import io.mailyard.policies.Isp;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Adds and takes away the header fields that an ISP's messages get or lose. */
final class HeaderEdit {
    private HeaderEdit() {}

    /** The header section with the empty line behind it; fields that stay are not touched. */
    static byte[] head(byte[] message, HeaderSection header, Isp isp) {
        Set<String> deleted =
                isp.headersDelete().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        ByteArrayOutputStream head = new ByteArrayOutputStream(header.end() + 256);
        for (HeaderSection.Field field : header.fields()) {
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
