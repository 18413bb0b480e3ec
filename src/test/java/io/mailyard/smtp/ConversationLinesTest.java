package io.mailyard.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is kept of a long conversation. */
class ConversationLinesTest {
    private final AtomicLong taken = new AtomicLong();

    private Conversation recorded(long most) {
        return Conversation.recorded(
                new Conversation.Memory() {
                    @Override
                    public boolean take(int octets) {
                        if (taken.get() + octets > most) {
                            return false;
                        }
                        taken.addAndGet(octets);
                        return true;
                    }

                    @Override
                    public void giveBack(int octets) {
                        taken.addAndGet(-octets);
                    }
                });
    }

    @Test
    void longConversation_keepsItsBeginningAndItsEnd_withinItsOctets() {
        for (String letter : List.of("a", "ж", "漢")) {
            Conversation conversation = recorded(Long.MAX_VALUE);
            conversation.connecting("mx.example[192.0.2.1]:25");
            for (int message = 0; message < 3; message++) {
                conversation.beginMessage();
                for (int line = 0; line < 2000; line++) {
                    conversation.sent("RCPT TO:<" + letter.repeat(30) + line + "@b.example>");
                }
                conversation.received(new SmtpReply(250, List.of("first", "the last word")));
            }
            String text = conversation.text();
            assertThat(text.getBytes(StandardCharsets.UTF_8).length)
                    .isLessThanOrEqualTo(Conversation.MAX_OCTETS);
            assertThat(text)
                    .contains("connecting to mx.example", "2 earlier messages", letter + "0@b")
                    .containsPattern("\\* cut: [0-9]{4} lines")
                    .contains("< 250-first", "< 250 the last word");
            assertThat(taken.get()).isPositive();
            conversation.close();
            assertThat(taken.get()).as("all memory is given back").isZero();
        }
    }

    @Test
    void conversation_withoutMemory_saysWhatIsMissing() {
        Conversation conversation = recorded(0);
        conversation.beginMessage();
        conversation.sent("MAIL FROM:<>");
        assertThat(conversation.text()).contains("cut: 1 line");
        assertThat(Conversation.unrecorded().text()).isEmpty();
    }
}
