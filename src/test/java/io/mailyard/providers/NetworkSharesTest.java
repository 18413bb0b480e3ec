package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

class NetworkSharesTest {
    private static final String CLIENT = "192.0.2.1";

    private final NetworkShares shares = new NetworkShares();

    /**
     * As many of one network as given, each under way while the next begins, then one of another.
     */
    private String nested(int depth, String last) throws ProviderFault {
        return depth == 0
                ? shares.within(last, () -> "asked")
                : shares.within(CLIENT, () -> nested(depth - 1, last));
    }

    @Test
    void oneNetwork_hasItsShareAndOthersTheRest() throws ProviderFault {
        int most = NetworkShares.MOST_OF_NETWORK;
        assertThat(most).isLessThan(OidcState.MOST_AT_ONCE);
        for (int round = 0; round < 3; round++) {
            assertThat(nested(most - 1, CLIENT)).isEqualTo("asked");
            assertThat(nested(most, "198.51.100.7")).isEqualTo("asked");
            assertThat(catchThrowableOfType(ProviderFault.class, () -> nested(most, CLIENT)).kind())
                    .isEqualTo(ProviderFault.Kind.BUSY);
        }
    }
}
