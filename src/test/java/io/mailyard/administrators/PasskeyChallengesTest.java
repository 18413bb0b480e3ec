package io.mailyard.administrators;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Challenges carry their own proof, so that nobody can take the place of others. */
class PasskeyChallengesTest {
    @ParameterizedTest
    @EnumSource
    void challenge_isGoodOnceForItsPurposeAndTime(StoreKind kind) {
        TestClock clock = new TestClock();
        try (SignInPeople people = new SignInPeople(TestServer.of(kind))) {
            PasskeyChallenges one = new PasskeyChallenges(people.database(), clock);
            PasskeyChallenges other = new PasskeyChallenges(people.database(), clock);
            String challenge = one.give("add to 7: ");
            assertThat(challenge).isNotEqualTo(one.give("add to 7: "));
            assertThat(other.isOurs("add to 7: ", challenge)).isTrue();
            assertThat(other.isOurs("", challenge)).isFalse();
            assertThat(other.isOurs("add to 8: ", challenge)).isFalse();
            for (int i = 0; i < challenge.length(); i++) {
                char changed = challenge.charAt(i) == 'A' ? 'B' : 'A';
                String forged = challenge.substring(0, i) + changed + challenge.substring(i + 1);
                assertThat(one.isOurs("add to 7: ", forged)).as(forged).isFalse();
            }
            for (String junk : new String[] {"", "AAAA", "*", challenge + "AAAA"}) {
                assertThat(one.isOurs("", junk)).isFalse();
            }
            assertThat(one.use(challenge)).isTrue();
            assertThat(other.use(challenge)).isFalse();

            clock.advance(PasskeyChallenges.LASTS);
            assertThat(one.isOurs("add to 7: ", challenge)).isFalse();
        }
    }

    /** As many as anybody asks for leave the store as it is. */
    @ParameterizedTest
    @EnumSource
    void challengesOfOthers_takeNoPlace(StoreKind kind) {
        try (SignInPeople people = new SignInPeople(TestServer.of(kind))) {
            PasskeyChallenges challenges =
                    new PasskeyChallenges(people.database(), new TestClock());
            challenges.give("");
            long before = stored(people);
            for (int i = 0; i < 11_000; i++) {
                challenges.give("");
            }
            assertThat(stored(people)).isEqualTo(before);
            assertThat(challenges.isOurs("", challenges.give(""))).isTrue();
        }
    }

    private static long stored(SignInPeople people) {
        return people.database().read(tx -> tx.number("SELECT count(*) FROM passkey_challenges"));
    }
}
