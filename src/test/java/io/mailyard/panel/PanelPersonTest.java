package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.access.Scopes;
import io.mailyard.base.AccountId;
import io.mailyard.templates.Language;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a person has a share of. */
class PanelPersonTest {
    private static PanelPerson user(long id, long account) {
        return new PanelPerson(
                PanelPerson.NOBODY,
                "user",
                new Scopes(Set.of()),
                "",
                false,
                true,
                Optional.of(
                        new PanelPerson.AccountUser(
                                id,
                                new AccountId(account),
                                "user@account",
                                "Account",
                                Language.EN,
                                ZoneOffset.UTC,
                                false,
                                false,
                                Optional.empty())));
    }

    @Test
    void usersOfAnAccount_haveOneShareOfStreams() {
        assertThat(user(1, 7).key()).isEqualTo(user(2, 7).key()).isNotEqualTo(user(1, 8).key());
    }
}
