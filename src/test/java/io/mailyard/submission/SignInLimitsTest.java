package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.access.ClientNetwork;
import io.mailyard.submission.SubmissionSignInLimits.SignInAttempt;
import org.junit.jupiter.api.Test;

class SignInLimitsTest {
    private static final ClientNetwork BALANCER = new ClientNetwork("192.0.2.1");
    private final SubmissionSignInLimits limits = new SubmissionSignInLimits();

    private void wrong(int times, String user, String network) {
        for (int i = 0; i < times; i++) {
            limits.recordWrong(SignInAttempt.of(user, new ClientNetwork(network)));
        }
    }

    private boolean refused(String user, String network) {
        return limits.refusal(SignInAttempt.of(user, new ClientNetwork(network))).isPresent();
    }

    @Test
    void wrongPasswordsOfOneUser_stopThatUserThereAlone() {
        wrong(20, "anna@shop", "192.0.2.1");
        assertThat(refused("ANNA@shop", "192.0.2.1")).isTrue();
        assertThat(refused("bert@shop", "192.0.2.1")).isFalse();
        assertThat(refused("anna@shop", "192.0.2.2")).isFalse();
    }

    @Test
    void manyWrongPasswordsOfANetwork_stopItButForUsersWhoSignInThere() {
        limits.recordRight(SignInAttempt.of("anna@shop", BALANCER));
        for (int i = 0; i < 100; i++) {
            wrong(1, "guess" + i + "@shop", "192.0.2.1");
        }
        assertThat(refused("bert@shop", "192.0.2.1")).isTrue();
        assertThat(refused("anna@shop", "192.0.2.1")).isFalse();
        assertThat(refused("bert@shop", "192.0.2.2")).isFalse();
    }

    @Test
    void guessesFromManyNetworks_doNotShutOutTheUserTheyAimAt() {
        limits.recordRight(SignInAttempt.of("anna@shop", BALANCER));
        for (int i = 0; i < 100; i++) {
            wrong(1, "anna@shop", "198.51.100." + i);
        }
        assertThat(refused("anna@shop", "203.0.113.1")).isTrue();
        assertThat(refused("anna@shop", "192.0.2.1")).isFalse();
        assertThat(refused("bert@shop", "203.0.113.1")).isFalse();
    }

    @Test
    void rank_isByWhatIsKnownOfUserAndNetwork() {
        SignInAttempt anna = SignInAttempt.of("anna@shop", BALANCER);
        assertThat(limits.requester(anna).known()).isFalse();
        assertThat(limits.requester(anna).suspect()).isFalse();
        wrong(1, "bert@shop", "192.0.2.1");
        assertThat(limits.requester(anna).suspect()).isTrue();
        limits.recordRight(anna);
        assertThat(limits.requester(anna).known()).isTrue();
    }
}
