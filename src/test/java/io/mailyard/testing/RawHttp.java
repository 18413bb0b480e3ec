package io.mailyard.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests as bytes on a socket, for what a well-behaved client does not send. */
public final class RawHttp {
    /** Longer than any timeout that a test sets. */
    private static final int MOST_MILLIS = 10_000;

    private RawHttp() {}

    /** Sends {@code request} as it stands and reads one answer, whose length is announced. */
    public static Answer exchange(URI server, String request) {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            send(socket, request);
            return answer(socket);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Sends a piece of a request. */
    public static void send(Socket socket, String piece) throws IOException {
        socket.getOutputStream().write(piece.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Reads one answer, whose length is announced. */
    public static Answer answer(Socket socket) throws IOException {
        socket.setSoTimeout(MOST_MILLIS);
        String head = head(socket);
        List<String> lines = head.lines().toList();
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), List.of(line.substring(colon + 1).strip()));
        }
        HttpHeaders read = HttpHeaders.of(headers, (name, value) -> true);
        int length = (int) read.firstValueAsLong("Content-Length").orElse(0);
        byte[] body = socket.getInputStream().readNBytes(length);
        int status = Integer.parseInt(lines.getFirst().substring(9, 12));
        return new Answer(status, read, new String(body, StandardCharsets.UTF_8));
    }

    private static String head(Socket socket) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("the connection ended after: " + text);
            }
            head.write(next);
            text = head.toString(StandardCharsets.ISO_8859_1);
        }
        return text.strip();
    }
}
