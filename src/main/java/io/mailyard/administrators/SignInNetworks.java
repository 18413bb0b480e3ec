package io.mailyard.administrators;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.ClientNetwork;
import io.mailyard.base.IpAddress;
import io.mailyard.db.Tx;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** The networks that administrators have signed in from, in {@code administrator_networks}. */
final class SignInNetworks {
    /** After this long a place is new again. */
    static final Duration REMEMBERED = Duration.ofDays(90);

    /** Of one person: home, office and travels. */
    private static final int MAX_OF_PERSON = 50;

    private static final int REGION_BYTES_V4 = 3;
    private static final int REGION_BYTES_V6 = 6;

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
    List<Network> of(Tx tx, AdministratorId id, Instant since) {
        return tx.query(
                """
                SELECT network, region FROM administrator_networks
                WHERE administrator_id = ? AND seen_at > ?
                """,
                row -> new Network(row.text(1), row.text(2)),
                id.value(),
                since);
    }

    void seen(Tx tx, AdministratorId id, Network network, Instant now) {
        tx.update(
                """
                INSERT INTO administrator_networks (administrator_id, network, region, seen_at)
                VALUES (?, ?, ?, ?)
                ON CONFLICT (administrator_id, network) DO UPDATE SET seen_at = excluded.seen_at
                """,
                id.value(),
                network.network(),
                network.region(),
                now);
        tx.update(
                """
                DELETE FROM administrator_networks WHERE administrator_id = ? AND network NOT IN
                  (SELECT network FROM administrator_networks WHERE administrator_id = ?
                   ORDER BY seen_at DESC, network LIMIT ?)
                """,
                id.value(),
                id.value(),
                MAX_OF_PERSON);
    }
}
