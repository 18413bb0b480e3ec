package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.CallTrace;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Retryable;
import io.mailyard.dns.DnsCallLimit;
import io.mailyard.dns.DnsConfig;
import io.mailyard.policies.SigningKey;
import io.mailyard.writes.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks up domains in DNS, for calls and for the daily check. Blocks while DNS is slow. */
public final class DomainLookups {
    private static final Logger LOG = LoggerFactory.getLogger(DomainLookups.class);

    /** Time limit for all records of a domain; a caller's connection waits longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    /** Concurrent questions for the records of one domain. */
    private static final int AT_ONCE = 8;

    private final Domains domains;
    private final DomainRecords records;
    private final DnsConfig dns;
    private final DnsCallLimit<AccountId> turns =
            new DnsCallLimit<>("checks of this account's domains are");

    /**
     * Creates it.
     *
     * @param senders finds the senders of accounts
     * @param host the name of this platform's mail host
     */
    public DomainLookups(Domains domains, AccountSenders senders, DnsConfig dns, String host) {
        this.domains = domains;
        this.records = new DomainRecords(domains.keys(), senders, host);
        this.dns = dns;
    }

    DomainRecords records() {
        return records;
    }

    /**
     * The result of a lookup, before it is stored.
     *
     * @param proof the state of the proof; a missing one was seen twice
     */
    record PendingLookup(
            Domain domain,
            ProofCheck proof,
            List<DnsRecord> records,
            Map<String, Finding> findings) {}

    private Optional<SigningKey> key(Domain domain) {
        return domains.database().read(tx -> domains.keys().find(tx, domain.keyId()));
    }

    /**
     * Asks resolvers for the proof of a claim until one has it.
     *
     * @return {@code txt} or {@code dkim}
     * @throws ApiException error 409 if it does not exist; error 503 if DNS does not answer, so
     *     that nothing is known and nothing changes
     */
    String proof(Domain domain) {
        if (domain.isVoid()) {
            throw ClaimTransitions.voided(domain);
        }
        return turns.run(
                domain.account(),
                () -> {
                    Optional<SigningKey> key = key(domain);
                    Optional<ProofCheck.ProofAbsent> absent = Optional.empty();
                    String reason = "no resolver is configured";
                    long end = System.nanoTime() + PATIENCE.toNanos();
                    for (NameServer resolver : NameServer.all(dns)) {
                        if (System.nanoTime() - end > 0) {
                            break;
                        }
                        switch (ProofCheck.look(resolver.dns(), domain, key)) {
                            case ProofCheck.ProofFound(String how) -> {
                                return how;
                            }
                            case ProofCheck.ProofAbsent found ->
                                    absent = absent.or(() -> Optional.of(found));
                            case ProofCheck.ProofUnknown(String why) -> reason = why;
                        }
                    }
                    throw refused(domain, absent, reason);
                });
    }

    private static ApiException refused(
            Domain domain, Optional<ProofCheck.ProofAbsent> absent, String reason) {
        return absent.map(found ->
                        ApiException.conflict(
                                domain.domain()
                                        + " is not proved: "
                                        + found.words()
                                        + "; publish one of the first two records of"
                                        + " domains/records, and try again"))
                .orElseGet(() ->
                        new ApiException(
                                ErrorCode.NOT_READY,
                                domain.domain()
                                        + ": DNS did not answer ("
                                        + reason
                                        + "); nothing was changed, try again"));
    }

    /** Looks up every record of a domain, and its proof. */
    PendingLookup look(Domain domain) {
        return turns.run(
                domain.account(),
                () -> {
                    List<DnsRecord> wanted = domains.database().read(tx -> records.of(tx, domain));
                    CompletableFuture<ProofCheck> proof = new CompletableFuture<>();
                    Thread.ofVirtual()
                            .name("domain-proof")
                            .start(
                                    CallTrace.carried(
                                            () -> proof.complete(provenOrUnknown(domain))));
                    long end = System.nanoTime() + PATIENCE.toNanos();
                    Map<String, Finding> findings = findings(wanted, end);
                    return new PendingLookup(domain, until(proof, end), wanted, findings);
                });
    }

    /** Limits the time for a zone whose servers are slow at each of its parents. */
    private static ProofCheck until(CompletableFuture<ProofCheck> proof, long end) {
        return proof.completeOnTimeout(
                        new ProofCheck.ProofUnknown(
                                "no answer within " + PATIENCE.toSeconds() + " s"),
                        Math.max(0, end - System.nanoTime()),
                        TimeUnit.NANOSECONDS)
                .join();
    }

    private ProofCheck provenOrUnknown(Domain domain) {
        try {
            return proven(domain);
        } catch (RuntimeException failed) {
            LOG.error("the proof of {} could not be checked", domain.domain(), failed);
            return new ProofCheck.ProofUnknown(
                    Retryable.reason(failed).orElse("a fault of the server, whose log has it"));
        }
    }

    /** Looks up records, each once, within a bounded time. */
    Map<String, Finding> findings(List<DnsRecord> wanted) {
        return findings(wanted, System.nanoTime() + PATIENCE.toNanos());
    }

    Map<String, Finding> findings(List<DnsRecord> wanted, long end) {
        List<NameServer> resolvers = NameServer.all(dns);
        Semaphore asking = new Semaphore(AT_ONCE);
        Map<String, Finding> findings = new HashMap<>();
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
            Map<String, Future<Finding>> asked = new HashMap<>();
            for (DnsRecord record : wanted) {
                asked.put(record.key(), threads.submit(() -> look(record, resolvers, asking)));
            }
            asked.forEach((key, future) -> findings.put(key, finding(future, end)));
            threads.shutdownNow();
        }
        return findings;
    }

    private static Finding look(DnsRecord record, List<NameServer> resolvers, Semaphore asking)
            throws InterruptedException {
        asking.acquire();
        try {
            return record.check().look(resolvers);
        } finally {
            asking.release();
        }
    }

    private static Finding finding(Future<Finding> future, long end) {
        String reason;
        try {
            return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            reason = "no answer within " + PATIENCE.toSeconds() + " s";
        } catch (ExecutionException failed) {
            reason = String.valueOf(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            reason = "the server is stopping";
        }
        return Finding.of(Finding.FindingStatus.UNAVAILABLE, List.of(), reason, "");
    }

    /**
     * The state of the proof of an owned domain. Absent only if two resolvers, or one and the
     * zone's own servers, agree on it, so that one broken resolver takes no domain from anybody.
     */
    ProofCheck proven(Domain domain) {
        Optional<SigningKey> key = key(domain);
        List<NameServer> resolvers = NameServer.all(dns);
        List<ProofCheck> seen = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (NameServer resolver : resolvers) {
            if (System.nanoTime() - end > 0) {
                return new ProofCheck.ProofUnknown(
                        "no answer within " + PATIENCE.toSeconds() + " s");
            }
            ProofCheck proof = ProofCheck.look(resolver.dns(), domain, key);
            boolean isOwnWord =
                    proof instanceof ProofCheck.ProofAbsent
                            && resolver.dns().isAuthority(domain.challengeName());
            if (isOwnWord || isEnough(seen, proof)) {
                return proof;
            }
            seen.add(proof);
        }
        if (seen.stream().anyMatch(ProofCheck.ProofAbsent.class::isInstance)
                && System.nanoTime() - end < 0) {
            for (NameServer server :
                    NameServer.authorities(resolvers, dns, domain.challengeName())) {
                ProofCheck proof = ProofCheck.look(server.dns(), domain, key);
                if (isEnough(seen, proof)) {
                    return proof;
                }
                seen.add(proof);
            }
        }
        return seen.stream()
                .filter(ProofCheck.ProofUnknown.class::isInstance)
                .findFirst()
                .orElse(new ProofCheck.ProofUnknown("one resolver alone does not find the proof"));
    }

    private static boolean isEnough(List<ProofCheck> seen, ProofCheck proof) {
        return proof instanceof ProofCheck.ProofFound
                || (proof instanceof ProofCheck.ProofAbsent
                        && seen.stream().anyMatch(ProofCheck.ProofAbsent.class::isInstance));
    }

    /** Stores the result of a lookup, and its consequences for the claim. */
    Domain apply(Change change, PendingLookup look) {
        Domain now = DomainSearch.again(change.tx(), look.domain());
        Map<String, Finding> at = new HashMap<>();
        look.findings().forEach((key, finding) -> at.put(key, finding.at(change.now())));
        DomainTable.keep(change.tx(), now, at, change.now());
        look.findings().putAll(at);
        return now.challenge().equals(look.domain().challenge())
                ? conclude(change, now, look.proof())
                : now;
    }

    /**
     * The consequence of a proof's state for an owned domain; a pending one waits for its
     * verification.
     */
    Domain conclude(Change change, Domain now, ProofCheck proof) {
        Instant at = change.now();
        Domain looked = now.with(Domain.CHECKED_AT, Optional.of(at));
        if (!now.isOwned()) {
            return domains.claims().storeCheck(change, now, looked, Optional.empty());
        }
        return switch (proof) {
            case ProofCheck.ProofFound(String how) ->
                    now.state() == DomainState.WARNING
                            ? domains.claims().prove(change, now, how)
                            : domains.claims()
                                    .storeCheck(
                                            change,
                                            now,
                                            looked.with(Domain.PROOF, how),
                                            Optional.empty());
            case ProofCheck.ProofUnknown _ -> now;
            case ProofCheck.ProofAbsent(String words) -> absent(change, now, looked, words);
        };
    }

    private Domain absent(Change change, Domain now, Domain looked, String words) {
        Instant at = change.now();
        if (now.isVouched()) {
            return domains.claims().storeCheck(change, now, looked, Optional.empty());
        }
        if (now.state() == DomainState.VERIFIED) {
            Domain warned =
                    looked.in(DomainState.WARNING, at)
                            .with(Domain.NEXT_CHECK_AT, Optional.of(at.plus(Domain.WARNING_FOR)));
            return domains.claims()
                    .storeCheck(
                            change,
                            now,
                            warned,
                            Optional.of(
                                    now.domain()
                                            + " is no longer proved: "
                                            + words
                                            + "; it is lost at "
                                            + at.plus(Domain.WARNING_FOR)));
        }
        boolean isOver = now.ends().filter(end -> !end.isAfter(at)).isPresent();
        return isOver
                ? domains.claims().lapse(change, "domains.lapse", now, looked, words)
                : domains.claims().storeCheck(change, now, looked, Optional.empty());
    }
}
