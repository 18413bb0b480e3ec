package io.mailyard.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code bounce_patterns/try}: an answer of a mail host, explained. */
class AnswerRoutesTest {
    private final Api api = TestServer.of(StoreKind.SQLITE).api();

    private Answer tried(Object... params) {
        return api.call("bounce_patterns/try", params).ok();
    }

    @ParameterizedTest
    @CsvSource({
        "rcpt, 550 5.1.1 User unknown, hard, suppressed",
        "rcpt, 452 4.2.2 Mailbox full, soft, deferred",
        "rcpt, 550 Message looks like spam, bounce, bounced",
        "end, 250 2.0.0 Ok, soft, deferred",
        "banner, 554 5.7.1 No, soft, deferred",
        "mail, 451 4.7.1 Later, soft, deferred",
    })
    void answer_hasTheClassAndEffectThatMailWouldHave(
            String stage, String answer, String type, String effect) {
        Answer tried = tried("answer", answer, "stage", stage);
        assertThat(tried.at("data.type").text()).isEqualTo(type);
        assertThat(tried.at("data.effect").text()).isEqualTo(effect);
    }

    @Test
    void answer_namesThePatternThatDecided_andThoseBehindIt() {
        String word = Api.unique("zebra");
        long first =
                api.call("bounce_patterns/save", "name", word, "type", "soft", "pattern", word)
                        .savedId();
        long later =
                api.call("bounce_patterns/save", "name", word + "-2", "pattern", "user.*" + word)
                        .savedId();
        Answer tried = tried("answer", "550 5.1.1 User unknown " + word);
        assertThat(tried.at("data.decided_by").text()).isEqualTo("pattern");
        assertThat(tried.at("data.pattern.id").number()).isEqualTo(first);
        assertThat(tried.at("data.place").number()).isPositive();
        assertThat(tried.at("data.effect").text()).isEqualTo("deferred");
        assertThat(tried.at("data.later.0.id").number()).isEqualTo(later);
        assertThat(tried.text()).contains("\"shipped\":true");
        assertThat(tried.at("data.why").text()).contains(word, "tried again");
        // before MAIL no pattern is asked
        Answer banner = tried("answer", "554 " + word, "stage", "banner");
        assertThat(banner.at("data.decided_by").text()).isEqualTo("stage");
        api.call("bounce_patterns/delete", "id", first).ok();
        api.call("bounce_patterns/delete", "id", later).ok();
    }

    @Test
    void patternsOfAnIsp_areTriedForItsDomainsHostsAndName() {
        String word = Api.unique("giraffe");
        long id =
                api.call(
                                "bounce_patterns/save",
                                "name",
                                word,
                                "isp",
                                "Yandex",
                                "pattern",
                                word,
                                "type",
                                "hard")
                        .savedId();
        String answer = "550 " + word;
        assertThat(tried("answer", answer).at("data.decided_by").text()).isEqualTo("codes");
        for (Object[] of :
                new Object[][] {
                    {"to", "anna@ya.ru"},
                    {"to", "ya.ru"},
                    {"isp", "Yandex"},
                    {"host", "mx.yandex.ru[192.0.2.1]:25"}
                }) {
            Answer tried = tried("answer", answer, of[0], of[1]);
            assertThat(tried.at("data.pattern.id").number()).as(of[1].toString()).isEqualTo(id);
        }
        api.call("bounce_patterns/delete", "id", id).ok();
    }

    @Test
    void lockRules_thatItSetsOffAreNamed() {
        String word = Api.unique("walrus");
        long id = api.call("lock_rules/save", "name", word, "pattern", word).savedId();
        Answer tried = tried("answer", "421 4.7.0 " + word);
        assertThat(tried.at("data.locks.0.id").number()).isEqualTo(id);
        assertThat(tried.at("data.locks.0.duration_minutes").number()).isEqualTo(60);
        api.call("lock_rules/delete", "id", id).ok();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "550 5.1.1 No|550 5.1.1 No",
                "550-5.1.1 No\\n550 5.1.1 user|550 5.1.1 No 5.1.1 user",
                "550-5.1.1 No 550 5.1.1 user|550 5.1.1 No 5.1.1 user",
                "host mx.example[192.0.2.1] said: 550 5.1.1 No|550 5.1.1 No",
                "<anna@example.com>: 421 Later\\r\\n|421 Later",
                "550|550",
                "552 see 550 5.1.1|552 see 550 5.1.1",
            })
    void pastedAnswers_areReadAsTheHostGaveThem(String pasted, String read) {
        String answer = pasted.replace("\\n", "\n").replace("\\r", "\r");
        assertThat(tried("answer", answer).at("data.answer").text()).isEqualTo(read);
    }

    @Test
    void faults_areToldTogether() {
        Answer faulty =
                api.call("bounce_patterns/try", "answer", "no", "stage", "x", "isp", 1, "to", "a");
        assertThat(faulty.error()).isEqualTo(400);
        assertThat(faulty.text()).contains("no reply code", "\"stage\"", "does not go with isp");
        assertThat(api.call("bounce_patterns/try", "answer", "550 x", "isp", "none").error())
                .isEqualTo(400);
        assertThat(api.call("bounce_patterns/try", "answer", "5".repeat(4001)).error())
                .isEqualTo(400);
    }
}
