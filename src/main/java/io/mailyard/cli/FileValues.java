package io.mailyard.cli;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values of parameters that are given as files. */
final class FileValues {
    /** Maximum file size: more than a server accepts by its largest setting. */
    private static final int LARGEST = 256 << 20;

    private FileValues() {}

    /** The text of a file, or of standard input for {@code -}. */
    static Value text(String file, CliEnvironment around) {
        return new Value.Text(string(file, around));
    }

    /** The text of a file, or of standard input for {@code -}. */
    static String string(String file, CliEnvironment around) {
        return utf8(file, octets(file, around));
    }

    /** A file in base64. */
    static Value base64(String file, CliEnvironment around) {
        return new Value.Text(Base64.getEncoder().encodeToString(octets(file, around)));
    }

    /** A file of lines {@code Name: value} as an object. */
    static Value fields(String file, CliEnvironment around) {
        Map<String, Value> fields = new LinkedHashMap<>();
        String text = string(file, around);
        for (String line : text.lines().filter(item -> !item.isBlank()).toList()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("'" + line + "' is not Name: value");
            }
            fields.put(
                    line.substring(0, colon).strip(),
                    new Value.Text(line.substring(colon + 1).strip()));
        }
        return new Value.Members(fields);
    }

    /** Attachments from files separated by commas: name, type by the name, and content. */
    static Value attachments(String files, CliEnvironment around) {
        List<Value> attachments =
                Arrays.stream(files.split(",", -1))
                        .map(String::strip)
                        .filter(file -> !file.isEmpty())
                        .map(file -> attachment(file, around))
                        .toList();
        return new Value.Items(attachments);
    }

    /** A JSON array, or {@code @FILE} that contains one; an empty text is an empty array. */
    static Value objects(String given, CliEnvironment around) {
        String json = given.startsWith("@") ? string(given.substring(1), around) : given;
        Value read;
        try {
            read =
                    JsonText.read("{\"array\":" + (json.isBlank() ? "[]" : json) + "}")
                            .values()
                            .getOrDefault("array", new Value.Nothing());
        } catch (RuntimeException bad) {
            throw new IllegalArgumentException("'" + given + "' is not a JSON array", bad);
        }
        if (!(read instanceof Value.Items)) {
            throw new IllegalArgumentException("'" + given + "' is not a JSON array");
        }
        return read;
    }

    private static Value attachment(String file, CliEnvironment around) {
        Path name = Path.of(file).getFileName();
        String shown = name == null ? file : name.toString();
        String type =
                Optional.ofNullable(URLConnection.guessContentTypeFromName(shown))
                        .orElse("application/octet-stream");
        Map<String, Value> members = new LinkedHashMap<>();
        members.put("name", new Value.Text(shown));
        members.put("type", new Value.Text(type));
        members.put("content", base64(file, around));
        return new Value.Members(members);
    }

    /** Text in UTF-8, without the byte order mark that some editors write. */
    private static String utf8(String file, byte[] octets) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer read = ByteBuffer.wrap(octets);
        CharBuffer text = CharBuffer.allocate(octets.length);
        CoderResult end = decoder.decode(read, text, true);
        if (end.isError()) {
            throw new CommandFailed(
                    Exit.USAGE, "'" + file + "' " + notUtf8(octets, read.position()));
        }
        String whole = text.flip().toString();
        return whole.startsWith("\uFEFF") ? whole.substring(1) : whole;
    }

    private static String notUtf8(byte[] octets, int at) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < at; i++) {
            if (octets[i] == '\n') {
                line++;
                start = i + 1;
            }
        }
        return "is not UTF-8: line "
                + line
                + ", octet "
                + (at - start + 1)
                + " of the line, is "
                + String.format("0x%02X", octets[at])
                + "; convert it first, for example by: iconv -f WINDOWS-1251 -t UTF-8";
    }

    private static byte[] octets(String file, CliEnvironment around) {
        try (InputStream in =
                file.equals("-")
                        ? around.input()
                        : Files.newInputStream(around.folder().resolve(file))) {
            byte[] read = in.readNBytes(LARGEST + 1);
            if (read.length > LARGEST) {
                throw new CommandFailed(
                        Exit.USAGE, "'" + file + "' is larger than any server accepts");
            }
            return read;
        } catch (IOException unreadable) {
            throw new CommandFailed(
                    Exit.USAGE, "'" + file + "' cannot be read: " + ApiClient.why(unreadable));
        }
    }
}
