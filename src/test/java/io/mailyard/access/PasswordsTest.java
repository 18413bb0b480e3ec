package io.mailyard.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.access.Passwords.Requester;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";

    private final Passwords passwords = new Passwords();

    @Test
    void hash_hasTheCostThatOwaspRecommends_andItsOwnSalt() {
        String hash = passwords.hash(PASSWORD);
        assertThat(hash)
                .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[^$]{22}\\$[^$]{43}")
                .isNotEqualTo(passwords.hash(PASSWORD));
    }

    @Test
    void password_matchesOnlyItsOwnHash() {
        String hash = passwords.hash(PASSWORD);
        assertThat(passwords.matches(PASSWORD, hash, Requester.INTERNAL)).isTrue();
        assertThat(passwords.matches(PASSWORD + " ", hash, Requester.INTERNAL)).isFalse();
    }

    /** A cheap hash in the store of a server would be quick to guess from. */
    @Test
    void hashOfAnotherCost_matchesNothing() {
        String cheap = new Passwords(8, 1).hash(PASSWORD);
        assertThat(new Passwords(8, 1).matches(PASSWORD, cheap, Requester.INTERNAL)).isTrue();
        assertThat(passwords.matches(PASSWORD, cheap, Requester.INTERNAL)).isFalse();
    }
}
