package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The door, the policy of domains and the signer must take a From to be of the same author. */
class FromFieldTest {
    private static final String[] PIECES = {
        "a@x.example", "b@y.example", "<", ">", "\"", ",", " ", "(", ")", "\\", ":", ";"
    };

    private static Optional<List<String>> read(String from) {
        try {
            return Optional.of(FromField.addresses(from));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static void compare(String from, int pieces) {
        Optional<List<String>> door = read(from);
        AddressList list = AddressList.parse(from);
        if (door.isPresent() && list.clear()) {
            if (!door.get().equals(list.addresses())) {
                assertThat(door.get()).as(from).isEqualTo(list.addresses());
            }
        } else if (door.isPresent()) {
            // what is not clear has every domain that a reader could take from it
            for (String address : door.get()) {
                String domain = address.substring(address.lastIndexOf('@') + 1);
                if (!list.domains().contains(domain)) {
                    assertThat(list.domains()).as(from).contains(domain);
                }
            }
        }
        if (pieces > 0) {
            for (String piece : PIECES) {
                compare(from + piece, pieces - 1);
            }
        }
    }

    @Test
    void everyShortFrom_isReadAsThePolicyReadsIt() {
        compare("", 5);
    }
}
