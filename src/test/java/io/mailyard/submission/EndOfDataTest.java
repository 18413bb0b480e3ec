package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.mime.PreparedMessage;
import io.mailyard.testing.Octets;
import io.mailyard.testing.RawSmtp;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Where a message ends, for every short run of octets that could be taken for its end, against a
 * reference of five lines: RFC 5321 section 4.1.1.4.
 */
class EndOfDataTest {
    private static final int LONGEST = 8;
    private static final String NEXT = "MAIL FROM:<evil@b.example>\r\n";
    private static final ReceptionMemory MEMORY = new ReceptionMemory(1 << 20, 1 << 20);

    /**
     * What a reader makes of it.
     *
     * @param octets how many belong to the message and its end; -1: no end
     * @param message empty: refused for a bare CR or LF
     */
    private record Read(int octets, Optional<String> message) {}

    private static Read reference(String sent) {
        String lines = "\r\n" + sent;
        int end = lines.indexOf("\r\n.\r\n");
        String message = end < 0 ? "" : lines.substring(0, end + 2);
        boolean bare = message.replace("\r\n", "").matches("(?s).*[\r\n].*");
        String plain = message.replace("\r\n.", "\r\n").replaceFirst("^\r\n", "");
        return new Read(
                end < 0 ? -1 : end + 3, bare || end < 0 ? Optional.empty() : Optional.of(plain));
    }

    private static Read read(String sent) throws IOException {
        byte[] octets = sent.getBytes(StandardCharsets.ISO_8859_1);
        ClientInput in = new ClientInput(new ByteArrayInputStream(octets), () -> {});
        try (ReceptionMemory.MemoryShare share = MEMORY.share(new AccountId(1))) {
            DataReader reader = new DataReader(in, 1 << 20, 0, share, _ -> {});
            DataReader.ReadResult data = reader.read();
            int rest = 0;
            while (!ended(in)) {
                rest++;
            }
            return new Read(
                    octets.length - rest,
                    switch (data) {
                        case DataReader.ReadResult.Message(
                                        byte[] header,
                                        PreparedMessage.Body body) ->
                                Optional.of(whole(header, body));
                        case DataReader.ReadResult.FaultyData(
                                        DataReader.DataFault fault,
                                        boolean bare) -> {
                            assertThat(fault).isEqualTo(DataReader.DataFault.BARE);
                            assertThat(bare).isTrue();
                            yield Optional.empty();
                        }
                    });
        } catch (EOFException noEnd) {
            return new Read(-1, Optional.empty());
        }
    }

    private static String whole(byte[] header, PreparedMessage.Body body) {
        byte[] whole = Arrays.copyOf(header, header.length + body.length());
        body.copyTo(whole, header.length);
        return new String(whole, StandardCharsets.ISO_8859_1);
    }

    private static boolean ended(ClientInput in) throws IOException {
        try {
            in.octet();
            return false;
        } catch (EOFException end) {
            return true;
        }
    }

    private static Stream<String> enumerated() {
        return Octets.upTo(LONGEST, "\r\n.a");
    }

    private static void agree(Stream<String> inputs) {
        inputs.forEach(sent -> {
            try {
                Read read = read(sent);
                Read wanted = reference(sent);
                if (!read.equals(wanted)) {
                    assertThat(read).as(Octets.shown(sent)).isEqualTo(wanted);
                }
            } catch (IOException broken) {
                throw new IllegalStateException(Octets.shown(sent), broken);
            }
        });
    }

    @Test
    void wholeOfData_endsWhereTheReferenceEnds() {
        agree(enumerated());
    }

    @Test
    void startOfData_endsWhereTheReferenceEnds() {
        agree(enumerated().map(start -> start + "b\r\n.\r\n" + NEXT));
    }

    @Test
    void endOfData_endsWhereTheReferenceEnds() {
        agree(enumerated().map(end -> "Subject: x\r\n\r\nfirst" + end + NEXT));
        agree(enumerated().map(end -> "first" + end + NEXT + "\r\n.\r\n" + NEXT));
    }

    private static final String SECOND =
            String.join(
                    "\r\n",
                    "MAIL FROM:<evil@b.example>",
                    "RCPT TO:<v@d.example>",
                    "DATA",
                    "From: evil@b.example",
                    "",
                    "2",
                    ".",
                    "QUIT",
                    "");

    /** A sample over sockets, with what a client sees and what is handed over. */
    @Test
    void sampleOverASocket_runsNothingBehindAnEndThatIsNone() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        Random random = new Random(5321);
        Stream<String> known =
                Stream.of("\r\n\r.\r\n", "\r\n.\r\r\n", "\r\n.\r\n", "\r\n..\r\n", "\r\n.a\r\n");
        Stream<String> drawn =
                Stream.generate(() -> Octets.random(random, 3 + random.nextInt(6), "\r\n.a"));
        try (SubmissionFixture server = SubmissionFixture.open()) {
            Stream.concat(known, drawn.filter(EndOfDataTest::endsAtItsEndOrNot).limit(100))
                    .forEach(end -> exchange(server, user, end));
        }
    }

    private static boolean endsAtItsEndOrNot(String end) {
        int octets = reference("1" + end).octets();
        return octets < 0 || octets == 1 + end.length();
    }

    private static void exchange(
            SubmissionFixture server, SubmissionFixture.SubmissionUser user, String end) {
        int before = server.taken().size();
        boolean smuggled = reference("1" + end + SECOND).message().isEmpty();
        boolean two = reference("1" + end).octets() > 0;
        StringBuilder answers = new StringBuilder();
        try (RawSmtp client = server.signedIn(user)) {
            client.ask("MAIL FROM:<a@b.example>", 250);
            client.ask("RCPT TO:<c@d.example>", 250);
            client.ask("DATA", 354);
            client.send("From: a@b.example\r\n\r\n1" + end + SECOND);
            for (String reply = client.reply(); !reply.isEmpty(); reply = client.reply()) {
                answers.append(reply, 0, 3).append(' ');
            }
        }
        assertThat(answers.toString())
                .as(Octets.shown(end))
                .isEqualTo(smuggled ? "550 421 " : two ? "250 250 250 354 250 221 " : "250 221 ");
        assertThat(server.taken().size() - before)
                .as(Octets.shown(end))
                .isEqualTo(smuggled ? 0 : two ? 2 : 1);
    }
}
