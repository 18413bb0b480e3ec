package io.mailyard.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.events.ActiveWebhooks.Hook;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is known of webhooks, with changes of this process and of others between. */
class ActiveWebhooksTest {
    private static final AccountId ONE = new AccountId(1);
    private static final Set<EventKind> ALL = EnumSet.allOf(EventKind.class);

    private final ActiveWebhooks hooks = new ActiveWebhooks();

    private List<Long> wanting(EventKind kind) {
        return hooks.wanting(Event.of(ONE, kind, Instant.EPOCH)).stream().map(Hook::id).toList();
    }

    @Test
    void event_isWantedByItsAccountAndThePlatform() {
        hooks.load(
                3,
                List.of(
                        new Hook(1, ONE, EnumSet.of(EventKind.DELIV)),
                        new Hook(2, new AccountId(2), ALL),
                        new Hook(3, AccountId.PLATFORM, EnumSet.of(EventKind.ACCOUNT_FROZEN))));

        assertThat(wanting(EventKind.DELIV)).containsExactly(1L);
        assertThat(wanting(EventKind.ACCOUNT_FROZEN)).containsExactly(3L);
        assertThat(wanting(EventKind.SBOUNCE)).isEmpty();
    }

    @Test
    void ownChange_appliesAtOnceWithoutAReload() {
        hooks.load(0, List.of());

        hooks.save(1, new Hook(7, ONE, ALL));
        assertThat(wanting(EventKind.DELIV)).containsExactly(7L);
        hooks.save(2, new Hook(7, ONE, EnumSet.of(EventKind.SEND)));
        assertThat(wanting(EventKind.DELIV)).isEmpty();
        hooks.remove(3, 7, ONE);
        assertThat(wanting(EventKind.SEND)).isEmpty();
        assertThat(hooks.revision()).isEqualTo(3);
    }

    @Test
    void changeByAnotherProcess_causesAReload() {
        hooks.load(4, List.of());

        hooks.save(6, new Hook(7, ONE, ALL));

        assertThat(wanting(EventKind.DELIV)).containsExactly(7L);
        assertThat(hooks.revision()).isEqualTo(4);
        hooks.load(6, List.of(new Hook(6, ONE, ALL), new Hook(7, ONE, ALL)));
        assertThat(wanting(EventKind.DELIV)).containsExactly(6L, 7L);
    }

    @Test
    void olderSnapshot_doesNotUndoALaterChange() {
        hooks.load(4, List.of());
        hooks.save(5, new Hook(7, ONE, ALL));

        hooks.load(4, List.of());

        assertThat(wanting(EventKind.DELIV)).containsExactly(7L);
        hooks.removeAll(6, ONE);
        assertThat(wanting(EventKind.DELIV)).isEmpty();
    }
}
