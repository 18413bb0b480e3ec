package io.mailyard.declare;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private static Value list(List<String> names) {
        return new Value.Items(names.stream().<Value>map(Value.Text::new).toList());
    }

    @Test
    void calls_leadFromAnyOrderToAny() {
        Random random = new Random(3);
        for (int run = 0; run < 2000; run++) {
            List<String> all = new ArrayList<>(List.of("a", "b", "c", "d", "e"));
            Collections.shuffle(all, random);
            List<String> has = new ArrayList<>(all.subList(0, random.nextInt(6)));
            Collections.shuffle(all, random);
            List<String> wants = List.copyOf(all.subList(0, random.nextInt(6)));
            boolean never = has.isEmpty() || wants.isEmpty();
            for (Assignment call : Assignment.between(Optional.of(list(has)), list(wants))) {
                if (call.assigned()) {
                    assertThat(has).doesNotContain(call.sender());
                    has.add(call.sender());
                } else {
                    assertThat(has.remove(call.sender())).isTrue();
                }
                assertThat(never || !has.isEmpty()).isTrue();
            }
            assertThat(has).isEqualTo(wants);
        }
    }

    @Test
    void existingAssignments_areLeftAlone() {
        List<String> same = List.of("a", "b");
        assertThat(Assignment.between(Optional.of(list(same)), list(same))).isEmpty();
        assertThat(Assignment.between(Optional.of(list(List.of("a", "x", "b"))), list(same)))
                .containsExactly(new Assignment("x", false));
    }
}
