package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.api.Call;
import io.mailyard.api.Dispatcher;
import io.mailyard.api.Gate;
import io.mailyard.api.Route;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.http.HttpRequest;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Calls of a form, each of which brings a tag, however busy the server and the others are. */
final class CallUnlessTest {
    private static final String PATH = "things/save";

    /** Calls that were made, each as its tag or as "dry". */
    private final List<String> made = new ArrayList<>();

    private int mismatches;
    private boolean busy;

    private record OpenGate() implements Gate {
        @Override
        public void admit(Call call) {}

        @Override
        public void reach(Call call) {}
    }

    private ApiReply save(Call call) {
        if (call.prefers("dry-run")) {
            assertThat(call.prefers("return=minimal")).isTrue();
            made.add("dry");
            if (busy) {
                throw new ApiException(ErrorCode.TOO_MANY_REQUESTS, "too many calls");
            }
            call.answerHeader(Route.CHANGES_TAG, "tag" + made.size());
            return ApiReply.none();
        }
        made.add(call.request().header(Route.CHANGES_TAG).orElse("unguarded"));
        if (mismatches-- > 0) {
            throw ApiException.conflict(Route.CHANGES_TAG + " is of other changes");
        }
        return ApiReply.none();
    }

    private Optional<CallResult> call() {
        Dispatcher dispatcher =
                new Dispatcher(
                        List.of(Route.write(Calls.BASE + PATH, "things", "Saves.", this::save)),
                        Map.of(),
                        new OpenGate(),
                        false,
                        (_, _, _, _) -> {});
        HttpRequest page =
                new HttpRequest("POST", "/", "", _ -> List.of(), new byte[0], "192.0.2.1", "r");
        return new Calls(dispatcher, page, "secret", Calls.BASE)
                .callUnless(() -> false, PATH, Value.Members.NONE);
    }

    @Test
    void refusedDryRun_isTheAnswer_andNothingIsSaved() {
        busy = true;

        assertThat(call().map(CallResult::error)).contains(429);
        assertThat(made).containsExactly("dry");
    }

    @Test
    void mismatch_isTriedOnceMoreWithANewTag() {
        mismatches = 1;

        assertThat(call().map(CallResult::isOk)).contains(true);
        assertThat(made).containsExactly("dry", "tag1", "dry", "tag3");
    }

    @Test
    void secondMismatch_savesNothing() {
        mismatches = 2;

        assertThat(call()).isEmpty();
        assertThat(made).containsExactly("dry", "tag1", "dry", "tag3");
    }
}
