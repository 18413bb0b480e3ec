package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkSharesTest {
    private static final int PLACES = 8;
    private static final int HALF = PLACES / 2;

    private final NetworkShares shares = new NetworkShares(PLACES);

    /** One sign-in of each address at one provider, each under way while the next begins. */
    private String nested(List<String> addresses) throws ProviderFault {
        return addresses.isEmpty()
                ? "asked"
                : shares.within(
                        "p",
                        addresses.getFirst(),
                        () -> nested(addresses.subList(1, addresses.size())));
    }

    private static List<String> times(int count, String address) {
        return Collections.nCopies(count, address);
    }

    private static List<String> of(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return all;
    }

    private void isRefused(List<String> addresses) {
        assertThat(catchThrowableOfType(ProviderFault.class, () -> nested(addresses)).kind())
                .isEqualTo(ProviderFault.ProviderFaultKind.BUSY);
    }

    @Test
    void oneNetwork_hasHalfAndOthersTheRest() throws ProviderFault {
        for (int round = 0; round < 3; round++) {
            assertThat(nested(times(HALF, "192.0.2.1"))).isEqualTo("asked");
            isRefused(times(HALF + 1, "192.0.2.1"));
            assertThat(nested(of(times(HALF, "192.0.2.1"), "198.51.100.7", "203.0.113.9")))
                    .isEqualTo("asked");
        }
    }

    /** Two networks hold five of eight places, whatever they do. */
    @Test
    void fewNetworks_doNotHoldAllPlaces() throws ProviderFault {
        isRefused(of(times(HALF, "192.0.2.1"), "198.51.100.7", "198.51.100.7"));
        isRefused(of(times(2, "192.0.2.1"), "198.51.100.7", "198.51.100.7", "192.0.2.1"));
        assertThat(
                        nested(
                                of(
                                        times(HALF, "192.0.2.1"),
                                        "198.51.100.7",
                                        "203.0.113.9",
                                        "2001:db8:1::1",
                                        "2001:db8:2::1")))
                .isEqualTo("asked");
    }

    /** Whoever has one address of it can have the others. */
    @Test
    void network_isWhatOneCanHaveWhole() {
        isRefused(of(times(HALF, "192.0.2.1"), "192.0.2.200"));
        isRefused(of(times(HALF, "2001:db8:1::1"), "2001:db8:1:ffff::1"));
        isRefused(of(times(HALF, "::ffff:192.0.2.1"), "192.0.2.7"));
        isRefused(of(times(HALF, "unix"), "unix"));
    }

    @Test
    void providers_haveSharesOfTheirOwn() throws ProviderFault {
        assertThat(shares.within("other", "192.0.2.1", () -> nested(times(HALF, "192.0.2.1"))))
                .isEqualTo("asked");
    }
}
