package io.mailyard.domains;

import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.DomainName;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.IpAddress;
import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsCallLimit;
import io.mailyard.domains.DnsRecord.DnsRecordKind;
import io.mailyard.wire.ApiReply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code tools/dns}: what DNS has for any domain, judged as the records of our own domains are. */
public final class DnsToolRoutes {
    /** A person waits no longer: what is not there by then has not answered. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Sending addresses whose names are looked up, with two questions each. */
    private static final int MOST_SOURCES = 16;

    private static final Param<String> DOMAIN =
            Param.of(
                            "domain",
                            Types.text(1, 253).map(DomainName::host),
                            "The domain that is looked up.")
                    .required();
    private static final Param<String> SELECTOR =
            Param.of(
                            "selector",
                            Types.text(0, 63).map(String::strip).map(DnsToolRoutes::selector),
                            "Selector of a DKIM key, for example mail2026; absent: none is looked"
                                    + " up.")
                    .defaultsTo("");
    private static final Param<Boolean> ADDRESSES =
            Param.of(
                            "addresses",
                            Types.flag(),
                            "Whether the names of our own sending addresses are looked up, 16 at"
                                    + " most, and whether SPF covers them.")
                    .defaultsTo(true);

    private static final ObjectSchema SCHEMA =
            ObjectSchema.of("DnsLookup", "What DNS has for a domain.")
                    .text("domain", "The domain, in A-labels.")
                    .objects(
                            "records",
                            DnsRecord.SCHEMA,
                            "What was looked up; value: what should be there, empty where that is"
                                    + " not for us to say.")
                    .time("checked_at", "When.")
                    .number("took_ms", "How long it took, in milliseconds.");

    private final DomainLookups lookups;
    private final Supplier<List<AccountSenders.SendingSource>> sources;
    private final InstantSource clock;
    private final DnsCallLimit<String> turns = new DnsCallLimit<>("look-ups of yours are");

    /**
     * Creates the route.
     *
     * @param sources the addresses that the platform sends from
     */
    public DnsToolRoutes(
            DomainLookups lookups,
            Supplier<List<AccountSenders.SendingSource>> sources,
            InstantSource clock) {
        this.lookups = lookups;
        this.sources = sources;
        this.clock = clock;
    }

    /**
     * {@code tools/dns}, for administrators: it asks DNS while the caller waits, for few callers at
     * once.
     */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/tools/dns",
                                "domains",
                                "Looks up any domain in DNS: MX, SPF, DKIM, DMARC, and the names of our"
                                        + " addresses.",
                                this::look,
                                DOMAIN,
                                SELECTOR,
                                ADDRESSES)
                        .refuses(ErrorCode.TOO_MANY_REQUESTS, "two look-ups of the caller run")
                        .refuses(ErrorCode.NOT_READY, "too many look-ups of others run")
                        .answers(ReplySchema.one(SCHEMA)));
    }

    private static String selector(String given) {
        if (!given.isEmpty() && !given.matches("[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?")) {
            throw new IllegalArgumentException("is not a selector such as mail2026");
        }
        return given;
    }

    private ApiReply look(Call call) {
        Params params = call.params();
        String domain = params.get(DOMAIN);
        List<DnsRecord> wanted =
                records(
                        domain,
                        params.get(SELECTOR),
                        params.get(ADDRESSES)
                                ? sources.get().stream().distinct().limit(MOST_SOURCES).toList()
                                : List.of());
        return turns.run(
                call.noted(Principal.class).name(),
                () -> {
                    long start = System.nanoTime();
                    Map<String, Finding> findings =
                            lookups.findings(wanted, start + PATIENCE.toNanos());
                    long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
                    Instant now = clock.instant();
                    return ApiReply.one(out ->
                            out.text("domain", domain)
                                    .objects(
                                            "records",
                                            wanted,
                                            (one, record) ->
                                                    record.write(
                                                            one,
                                                            findings.getOrDefault(
                                                                            record.key(),
                                                                            Finding.NONE)
                                                                    .at(now)))
                                    .time("checked_at", now)
                                    .number("took_ms", took));
                });
    }

    private static List<DnsRecord> records(
            String domain, String selector, List<AccountSenders.SendingSource> sources) {
        List<DnsRecord> records = new ArrayList<>();
        records.add(
                new DnsRecord(
                        DnsRecordKind.RETURN_PATH,
                        domain,
                        "MX",
                        "",
                        "mail to the domain goes there",
                        RecordChecks.mailHost(domain)));
        records.add(
                new DnsRecord(
                        DnsRecordKind.SPF,
                        domain,
                        "TXT",
                        "",
                        "says which addresses may send with this Return-Path",
                        RecordChecks.spf(domain, sources)));
        if (!selector.isEmpty()) {
            String name = selector + "._domainkey." + domain;
            records.add(
                    new DnsRecord(
                            DnsRecordKind.DKIM,
                            name,
                            "TXT",
                            "",
                            "the key by which signatures with this selector are verified",
                            RecordChecks.anyKey(name)));
        }
        records.add(
                new DnsRecord(
                        DnsRecordKind.DMARC,
                        "_dmarc." + domain,
                        "TXT",
                        "",
                        "tells receivers what to do with mail that is not the domain's",
                        new Dmarc(domain, List.of(domain), List.of(domain))));
        for (AccountSenders.SendingSource source : sources) {
            records.add(
                    new DnsRecord(
                            DnsRecordKind.PTR,
                            Dns.reverseName(IpAddress.parsed(source.ip())),
                            "PTR",
                            source.helo().isEmpty() ? "" : source.helo() + ".",
                            "receivers look up the name of " + source.ip() + " and back",
                            RecordChecks.pointer(source.ip())));
        }
        return records;
    }
}
