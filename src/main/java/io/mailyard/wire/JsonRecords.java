package io.mailyard.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON of any length record by record: one object a line, or documents with arrays of
 * objects, one after another, as the pages of a list come from an API. A record is an object of
 * texts, numbers and lists of them; objects in it are skipped. A line that is wrong does not spoil
 * the others; what follows a fault in a document cannot be read.
 */
public final class JsonRecords {
    /** Longest line, and longest text of all members of a record; a page of a list is longer. */
    static final int LONGEST = 64 * 1024;

    /** A record of a list has some ten members. */
    private static final int MOST_MEMBERS = 100;

    private static final int DEEPEST = 16;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEEPEST)
                                    .maxNumberLength(JsonReader.LONGEST_NUMBER)
                                    .maxNameLength(WireText.LONGEST_NAME)
                                    .maxStringLength(LONGEST)
                                    .build())
                    .build();

    /** Takes records as they are read. */
    public interface RecordSink {
        /**
         * A record.
         *
         * @param line line on which it ends, from 1
         * @param members names and texts; null is an empty text, lists are joined by commas
         */
        void record(long line, Map<String, String> members);

        /** Something that cannot be read. */
        void fault(long line, String reason);
    }

    private final RecordSink sink;

    private JsonRecords(RecordSink sink) {
        this.sink = sink;
    }

    /**
     * Whether a body is JSON: its first character is that of an object or array. Leaves the stream
     * at its beginning, without a byte order mark.
     */
    public static boolean begins(BufferedInputStream in) throws IOException {
        in.mark(3);
        if (in.read() != 0xEF || in.read() != 0xBB || in.read() != 0xBF) {
            in.reset();
        }
        in.mark(LONGEST);
        int c = in.read();
        for (int i = 0; i < LONGEST - 1 && (c == ' ' || c == '\n' || c == '\r' || c == '\t'); i++) {
            c = in.read();
        }
        in.reset();
        return c == '{' || c == '[';
    }

    /** Reads all. Throws {@link IOException} only where the stream does. */
    public static void read(BufferedInputStream in, RecordSink sink) throws IOException {
        JsonRecords records = new JsonRecords(sink);
        // a line that is too long is read one further
        in.mark(LONGEST + 2);
        Optional<Value.Members> first = object(line(in));
        in.reset();
        boolean lines =
                first.isPresent()
                        && first.get().values().values().stream().noneMatch(JsonRecords::isList);
        if (lines) {
            records.lines(in);
        } else {
            records.documents(in);
        }
    }

    private static boolean isList(Value value) {
        return value instanceof Value.Items items
                && (items.values().isEmpty()
                        || items.values().stream().anyMatch(Value.Members.class::isInstance));
    }

    private static Optional<Value.Members> object(byte[] line) {
        try {
            return Optional.of(JsonReader.read(utf8(line)));
        } catch (UnreadableBody | CharacterCodingException part) {
            return Optional.empty();
        }
    }

    private static String utf8(byte[] line) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    }

    /** Reads to the end of a line, {@link #LONGEST} bytes at most; blank ones are skipped. */
    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && line.size() < LONGEST; c = in.read()) {
            if (c == '\n') {
                break;
            }
            line.write(c);
        }
        return line.toByteArray();
    }

    private void lines(BufferedInputStream in) throws IOException {
        long number = 1;
        while (true) {
            in.mark(1);
            if (in.read() < 0) {
                return;
            }
            in.reset();
            byte[] line = line(in);
            if (line.length >= LONGEST) {
                sink.fault(number, "is longer than " + LONGEST + " bytes");
                skipLine(in);
            } else {
                line(number, line);
            }
            number++;
        }
    }

    private static void skipLine(InputStream in) throws IOException {
        int c = in.read();
        while (c >= 0 && c != '\n') {
            c = in.read();
        }
    }

    private void line(long number, byte[] bytes) {
        try {
            String text = utf8(bytes);
            if (!text.isBlank()) {
                Map<String, String> members = new LinkedHashMap<>();
                JsonReader.read(text)
                        .values()
                        .forEach((name, value) ->
                                text(value).ifPresent(shown -> members.put(name, shown)));
                sink.record(number, members);
            }
        } catch (UnreadableBody malformed) {
            sink.fault(number, "is not a JSON object: " + malformed.getMessage());
        } catch (CharacterCodingException malformed) {
            sink.fault(number, "is not UTF-8");
        }
    }

    private static Optional<String> text(Value value) {
        return switch (value) {
            case Value.Text(String text) -> Optional.of(text);
            case Value.Numeral(String digits) -> Optional.of(digits);
            case Value.Flag(boolean flag) -> Optional.of(String.valueOf(flag));
            case Value.Nothing _ -> Optional.of("");
            case Value.Items items ->
                    Optional.of(
                            String.join(
                                    ",",
                                    items.values().stream()
                                            .flatMap(item -> text(item).stream())
                                            .toList()));
            case Value.Members _ -> Optional.empty();
        };
    }

    private void documents(InputStream in) throws IOException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
            try {
                for (JsonToken token = parser.nextToken();
                        token != null;
                        token = parser.nextToken()) {
                    switch (token) {
                        case START_OBJECT -> object(parser, true);
                        case START_ARRAY -> array(parser, true);
                        default -> throw new StopReading("is no object or array");
                    }
                }
            } catch (StopReading stopped) {
                sink.fault(line(parser.currentTokenLocation()), stopped.getMessage());
            } catch (JacksonException malformed) {
                if (malformed.getCause() instanceof IOException broken) {
                    throw broken;
                }
                sink.fault(
                        line(parser.currentLocation()),
                        "is not JSON, and what follows is not read: "
                                + ParserErrorTexts.ofJson(
                                        String.valueOf(malformed.getOriginalMessage())));
            }
        }
    }

    private static long line(TokenStreamLocation at) {
        return Math.max(1, at.getLineNr());
    }

    /** A limit is reached. */
    private static final class StopReading extends RuntimeException {
        private static final long serialVersionUID = 1;

        StopReading(String reason) {
            super(reason);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /**
     * Reads an object to its end.
     *
     * @param wanted whether it, or the objects in its lists, are records
     */
    private void object(JsonParser parser, boolean wanted) {
        Map<String, String> members = new LinkedHashMap<>();
        boolean list = false;
        boolean scalars = false;
        int length = 0;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                object(parser, false);
                continue;
            }
            String text;
            if (token == JsonToken.START_ARRAY) {
                Optional<String> joined = array(parser, wanted);
                list |= joined.isEmpty();
                text = joined.orElse("");
            } else {
                scalars = true;
                text = token == JsonToken.VALUE_NULL ? "" : String.valueOf(parser.getString());
            }
            members.put(name, text);
            length += text.length();
            if (members.size() > MOST_MEMBERS || length > LONGEST) {
                throw new StopReading("has an object that is too large for a record");
            }
        }
        if (wanted && !list && scalars) {
            sink.record(line(parser.currentLocation()), members);
        }
    }

    /** Reads an array to its end; returns its values as text, or nothing where it has objects. */
    private Optional<String> array(JsonParser parser, boolean wanted) {
        StringBuilder joined = new StringBuilder();
        boolean objects = false;
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                objects = true;
                object(parser, wanted);
            } else if (token == JsonToken.START_ARRAY) {
                array(parser, false);
            } else if (joined.length() < LONGEST) {
                joined.append(joined.isEmpty() ? "" : ",").append(parser.getString());
            }
        }
        return objects ? Optional.empty() : Optional.of(joined.toString());
    }
}
