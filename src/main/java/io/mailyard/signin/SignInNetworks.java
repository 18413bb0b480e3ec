package io.mailyard.signin;

import io.mailyard.access.ClientNetwork;
import io.mailyard.base.IpAddress;
import io.mailyard.db.Tx;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** The networks that people of one kind have signed in from. */
final class SignInNetworks {
    /** After this long a place is new again. */
    static final Duration REMEMBERED = Duration.ofDays(90);

    /** Of one person: home, office and travels. */
    private static final int MAX_OF_PERSON = 50;

    private static final int REGION_BYTES_V4 = 3;
    private static final int REGION_BYTES_V6 = 6;

    private final String table;
    private final String of;

    SignInNetworks(PersonTables tables) {
        this.table = tables.networks();
        this.of = tables.of();
    }

    /**
     * Network of a sign-in.
     *
     * @param network an IPv4 address or an IPv6 /64, by which wrong passwords are counted
     * @param region an IPv4 /24 or an IPv6 /48, by which a place is new
     */
    record Network(String network, String region) {
        /** Of an address as the server has it; one that is not an address stands for itself. */
        static Network of(String address) {
            try {
                return of(IpAddress.parsed(address));
            } catch (IllegalArgumentException none) {
                return new Network(address, address);
            }
        }

        private static Network of(InetAddress address) {
            byte[] bytes = address.getAddress();
            int kept = bytes.length == 4 ? REGION_BYTES_V4 : REGION_BYTES_V6;
            return new Network(
                    ClientNetwork.of(address).text(), HexFormat.of().formatHex(bytes, 0, kept));
        }
    }

    /** Networks of a person since {@code since}. */
    List<Network> of(Tx tx, long person, Instant since) {
        return tx.query(
                "SELECT network, region FROM " + table + " WHERE " + of + " = ? AND seen_at > ?",
                row -> new Network(row.text("network"), row.text("region")),
                person,
                since);
    }

    void recordUse(Tx tx, long person, Network network, Instant now) {
        tx.update(
                """
                INSERT INTO %1$s (%2$s, network, region, seen_at)
                VALUES (?, ?, ?, ?)
                ON CONFLICT (%2$s, network) DO UPDATE SET seen_at = excluded.seen_at
                """
                        .formatted(table, of),
                person,
                network.network(),
                network.region(),
                now);
        tx.update(
                """
                DELETE FROM %1$s WHERE %2$s = ? AND network NOT IN
                  (SELECT network FROM %1$s WHERE %2$s = ?
                   ORDER BY seen_at DESC, network LIMIT ?)
                """
                        .formatted(table, of),
                person,
                person,
                MAX_OF_PERSON);
    }

    void delete(Tx tx, long person) {
        tx.update("DELETE FROM " + table + " WHERE " + of + " = ?", person);
    }
}
