package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.panel.CallExample;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands that pages show for what they list are those that the command line has. */
class CallExamplesOfListsTest {
    @Test
    void everyList_isShownAsTheCommandThatItHas() {
        List<String> wrong = new ArrayList<>();
        for (Noun noun : Cli.nouns()) {
            for (Operation operation : noun.operations()) {
                String command = CallExample.of(operation.path(), Value.Members.NONE).command();
                String meant = "mailyard " + noun.name() + " " + operation.verb();
                boolean shown =
                        operation.shape() == Operation.ResponseShape.LIST
                                && !operation.path().startsWith("/");
                if (shown && !command.equals(meant)) {
                    wrong.add(operation.path() + ": " + command + " in place of " + meant);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(CallExample.of("usage/get", Value.Members.NONE).command())
                .isEqualTo("mailyard usage");
        assertThat(CallExample.of("accounts/tokens/list", Value.Members.NONE).command())
                .isEqualTo("mailyard tokens list");
    }
}
