package io.mailyard.compare;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.UnreadableBody;
import io.mailyard.wire.Value;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Reads recorded calls: one JSON object a line, or one document with {@code examples}, each of
 * which has {@code path}, {@code request_json} and {@code request_xml}. For one thread.
 */
public final class RecordedCalls {
    /** Longest line: the largest body that a call takes by default, twice escaped. */
    static final int LONGEST_LINE = 4 << 20;

    /** Largest document of examples, which is held whole. */
    static final int LARGEST_DOCUMENT = 16 << 20;

    /** Most bytes of a recording, so that a file that was named by mistake ends. */
    public static final long LARGEST = 1L << 30;

    private final BufferedInputStream in;
    private final Queue<Recorded> examples = new ArrayDeque<>();
    private boolean ofExamples;
    private long line;
    private long bytes;

    /** A call, or what is wrong with its line. */
    public sealed interface Recorded {
        /** A call that can be made. */
        record ReadCall(RecordedCall call) implements Recorded {}

        /** A line that is no call. */
        record FaultyCall(long line, String reason) implements Recorded {}
    }

    /** Reads from a file that the caller closes. */
    public RecordedCalls(InputStream file) {
        this.in = new BufferedInputStream(file, 1 << 16);
    }

    /** The next one; empty at the end. */
    public Optional<Recorded> next() throws IOException {
        if (ofExamples) {
            return Optional.ofNullable(examples.poll());
        }
        while (true) {
            Optional<String> text = line();
            if (text.isEmpty()) {
                return Optional.empty();
            }
            if (text.get().isBlank()) {
                continue;
            }
            if (line == 1 && isDocument(text.get())) {
                document(text.get());
                return Optional.ofNullable(examples.poll());
            }
            return Optional.of(read(text.get()));
        }
    }

    private Recorded read(String text) {
        try {
            return new Recorded.ReadCall(RecordedCall.of(line, JsonText.read(text)));
        } catch (UnreadableBody malformed) {
            return new Recorded.FaultyCall(line, "is not a JSON object: " + malformed.getMessage());
        } catch (IllegalArgumentException wrong) {
            return new Recorded.FaultyCall(line, String.valueOf(wrong.getMessage()));
        }
    }

    private Optional<String> line() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int c = in.read();
        if (c < 0) {
            return Optional.empty();
        }
        line++;
        while (c >= 0 && c != '\n') {
            if (read.size() < LONGEST_LINE) {
                read.write(c);
            }
            if (++bytes > LARGEST) {
                throw new IOException("the file is larger than " + LARGEST + " bytes");
            }
            c = in.read();
        }
        String text = read.toString(StandardCharsets.UTF_8);
        return Optional.of(line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    /** Whether a first line begins a document of examples rather than being a call. */
    private static boolean isDocument(String first) {
        try {
            return JsonText.read(first).values().containsKey("examples");
        } catch (UnreadableBody part) {
            return first.stripLeading().startsWith("{") && !first.contains("\"path\"");
        }
    }

    private void document(String first) throws IOException {
        byte[] rest = in.readNBytes(LARGEST_DOCUMENT + 1);
        if (rest.length > LARGEST_DOCUMENT) {
            throw new IOException(
                    "the document of examples is larger than " + LARGEST_DOCUMENT + " bytes");
        }
        ofExamples = true;
        Value.Members document;
        try {
            document = JsonText.read(first + "\n" + new String(rest, StandardCharsets.UTF_8));
        } catch (UnreadableBody malformed) {
            examples.add(
                    new Recorded.FaultyCall(
                            1, "neither calls nor examples: " + malformed.getMessage()));
            return;
        }
        if (!(document.values().get("examples") instanceof Value.Items(List<Value> items))) {
            examples.add(new Recorded.FaultyCall(1, "neither a call nor a document with examples"));
            return;
        }
        long number = 0;
        for (Value item : items) {
            number++;
            if (item instanceof Value.Members(Map<String, Value> example)) {
                example(number, example, "json");
                example(number, example, "xml");
            } else {
                examples.add(new Recorded.FaultyCall(number, "is no object"));
            }
        }
    }

    private void example(long number, Map<String, Value> example, String format) {
        Value body = example.get("request_" + format);
        if (body == null) {
            return;
        }
        Map<String, Value> call = new LinkedHashMap<>();
        call.put("path", example.getOrDefault("path", new Value.Nothing()));
        call.put("body", body);
        call.put("content_type", new Value.Text("application/" + format));
        Value response = example.get("response_" + format);
        if (response != null) {
            call.put("response", response);
        }
        try {
            examples.add(new Recorded.ReadCall(RecordedCall.of(number, new Value.Members(call))));
        } catch (IllegalArgumentException wrong) {
            examples.add(new Recorded.FaultyCall(number, String.valueOf(wrong.getMessage())));
        }
    }
}
