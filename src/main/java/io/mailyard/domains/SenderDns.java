package io.mailyard.domains;

import io.mailyard.base.IpAddress;
import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.policies.SigningKey;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks in the background which DNS records are missing for the names that senders use: the
 * Return-Path's domain, the EHLO name, the keys. Questions without an answer are not problems. Any
 * number of processes may run it over one store.
 */
public final class SenderDns implements AutoCloseable {
    /** Time after which an activated key is noticed; a change of a sender is noticed at once. */
    private static final Duration NAP = Duration.ofMinutes(1);

    /** Maximum number of a sender's addresses that are checked, with two questions each. */
    private static final int MAX_SOURCES = 64;

    /** Maximum number of stored problems of a sender; someone with more corrects these first. */
    private static final int MAX_PROBLEMS = 50;

    private record DueSender(
            SenderNames.SenderDomains names, List<DnsRecord> records, String asked) {}

    private record KnownSender(long sender, Instant at, String asked) {}

    private final Domains domains;
    private final DomainLookups looks;
    private final SenderNames senders;
    private final Duration interval;
    private final InstantSource clock;
    private final BackgroundLoop rounds = new BackgroundLoop("sender-dns", NAP, this::round);

    /**
     * Creates it.
     *
     * @param interval time after which an unchanged sender is checked again
     */
    public SenderDns(
            Domains domains,
            DomainLookups looks,
            SenderNames senders,
            Duration interval,
            InstantSource clock) {
        this.domains = domains;
        this.looks = looks;
        this.senders = senders;
        this.interval = interval;
        this.clock = clock;
    }

    /** Starts the checks in the background and returns this; call it once. */
    public SenderDns start() {
        rounds.start();
        return this;
    }

    /** Records that a sender was changed, so that it is checked soon. Quick, for any thread. */
    public void wake() {
        rounds.wake();
    }

    /** The problems of a sender's names at the last check, a sentence each. */
    public static List<String> problems(Tx tx, long sender) {
        return tx
                .one(
                        "SELECT problems FROM sender_dns WHERE sender_id = ?",
                        row -> row.text("problems"),
                        sender)
                .stream()
                .flatMap(String::lines)
                .toList();
    }

    private boolean round() {
        Database database = domains.database();
        List<DueSender> due = database.read(this::due);
        for (DueSender one : due) {
            if (rounds.closing()) {
                return false;
            }
            Map<String, Finding> findings = looks.findings(one.records());
            String problems =
                    one.records().stream()
                            .flatMap(record -> problem(record, findings).stream())
                            .distinct()
                            .limit(MAX_PROBLEMS)
                            .collect(Collectors.joining("\n"));
            database.write(tx -> {
                keep(tx, one, problems, clock.instant());
                return true;
            });
        }
        return false;
    }

    private List<DueSender> due(Tx tx) {
        Instant before = clock.instant().minus(interval);
        Map<Long, KnownSender> known = new HashMap<>();
        tx.query(
                        "SELECT sender_id, at, asked FROM sender_dns",
                        row ->
                                new KnownSender(
                                        row.number("sender_id"), row.time("at"), row.text("asked")))
                .forEach(one -> known.put(one.sender(), one));
        List<DueSender> due = new ArrayList<>();
        for (SenderNames.SenderDomains names : senders.all(tx)) {
            List<DnsRecord> records = records(tx, names);
            String asked = asked(records);
            KnownSender last = known.get(names.sender());
            if (last == null || !last.asked().equals(asked) || last.at().isBefore(before)) {
                due.add(new DueSender(names, records, asked));
            }
        }
        return due;
    }

    private List<DnsRecord> records(Tx tx, SenderNames.SenderDomains names) {
        List<AccountSenders.SendingSource> sources =
                names.sources().stream()
                        .filter(source -> isOutside(source.ip()))
                        .limit(MAX_SOURCES)
                        .toList();
        List<DnsRecord> records = new ArrayList<>();
        if (!names.returnPathDomain().isEmpty()) {
            records.addAll(looks.records().returnPath(names.returnPathDomain(), sources));
        }
        for (long id : names.keys()) {
            domains.keys()
                    .find(tx, id)
                    .filter(key -> key.state() == SigningKey.SigningKeyState.ACTIVE)
                    .map(DomainRecords::ofKey)
                    .ifPresent(records::add);
        }
        sources.forEach(source -> records.addAll(DomainRecords.address(source)));
        return records;
    }

    /**
     * Excludes addresses of the machine itself and of private networks, which DNS does not know.
     */
    private static boolean isOutside(String ip) {
        InetAddress address = IpAddress.parsed(ip);
        return !address.isLoopbackAddress()
                && !address.isSiteLocalAddress()
                && !address.isLinkLocalAddress();
    }

    private static String asked(List<DnsRecord> records) {
        Set<String> keys = new HashSet<>();
        records.forEach(record -> keys.add(record.key()));
        return Integer.toHexString(keys.hashCode()) + "-" + keys.size();
    }

    private static List<String> problem(DnsRecord record, Map<String, Finding> findings) {
        Finding finding = findings.getOrDefault(record.key(), Finding.NONE);
        String state =
                switch (finding.status()) {
                    case ABSENT -> " is missing";
                    case DIFFERENT -> " is not as it should be";
                    case RIGHT, UNCHECKED, UNAVAILABLE -> "";
                };
        if (state.isEmpty()) {
            return List.of();
        }
        String note = finding.note().isEmpty() ? "" : " (" + finding.note() + ")";
        String words = "DNS: " + record.type() + " " + record.name() + state + note;
        return List.of((words + "; what it is for: " + record.why()).replaceAll("\\R", " "));
    }

    private static void keep(Tx tx, DueSender one, String problems, Instant at) {
        tx.update(
                "INSERT INTO sender_dns (sender_id, at, asked, problems) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (sender_id) DO UPDATE SET at = excluded.at, asked ="
                        + " excluded.asked, problems = excluded.problems",
                one.names().sender(),
                at,
                one.asked(),
                problems);
    }

    @Override
    public void close() {
        rounds.close();
    }
}
