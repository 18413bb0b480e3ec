package io.mailyard.dns;

import io.mailyard.dns.DnsAnswer.DnsFailed;
import io.mailyard.dns.DnsAnswer.DnsFound;
import io.mailyard.dns.DnsAnswer.NoData;
import io.mailyard.dns.DnsAnswer.NoSuchName;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SetResponse;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.InvalidZoneDataException;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;
import org.xbill.DNS.lookup.RedirectLoopException;
import org.xbill.DNS.lookup.RedirectOverflowException;
import org.xbill.DNS.lookup.ServerFailedException;

/** Queries records; concurrent callers with the same question share one query. */
final class DnsQueries {
    /**
     * Cached answers, some 20 MB: hosts and addresses of ten thousand domains. All accounts share
     * them by name, least recently used first out: an account that sends to ever new domains
     * displaces its own answers and those unused for as long, each of which costs another query.
     * With {@link #MOST_RECORDS} per answer the cache is at most 100 MB, whatever zones publish.
     */
    private static final int CACHED = 30_000;

    /**
     * Records of a cached answer: as many as mail hosts are tried. A zone may publish thousands,
     * which would fill the memory with one account's recipients.
     */
    private static final int MOST_RECORDS = Dns.MAX_HOSTS;

    /** Octets of a cached answer: a name has at most 255, most have 20. */
    private static final int MOST_OCTETS = 1_232;

    /** A day, in seconds: a zone that says a week may be wrong. */
    private static final int LONGEST = 86_400;

    /** Five minutes, in seconds: a new name should not stay unknown for hours. */
    private static final int LONGEST_NONE = 300;

    /** RFC 1034 discourages chains; real ones have two or three links. */
    private static final int MAX_ALIASES = 8;

    /** Retries: a lost packet should not cost the answer. */
    private static final int TRIES = 3;

    private record DnsQuestion(Name name, int type) {}

    /** Caches no large answer. */
    private static final class SmallAnswers extends Cache {
        SmallAnswers() {
            super(DClass.IN);
        }

        @Override
        public @Nullable SetResponse addMessage(Message answer) {
            int records = 0;
            for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
                records += answer.getSection(section).size();
            }
            boolean isLarge = records > 2 * MOST_RECORDS || answer.numBytes() > MOST_OCTETS;
            return isLarge ? null : super.addMessage(answer);
        }
    }

    private final Resolver resolver;
    private final LookupSession session;
    private final Duration limit;

    /** Bounded by the threads that ask. */
    private final ConcurrentHashMap<DnsQuestion, CompletableFuture<LookupResult>> asked =
            new ConcurrentHashMap<>();

    DnsQueries(DnsConfig config) {
        this(config, CACHED);
    }

    /**
     * @param cached maximum cached answers
     */
    DnsQueries(DnsConfig config, int cached) {
        Cache cache = new SmallAnswers();
        cache.setMaxEntries(cached);
        cache.setMaxCache(LONGEST);
        cache.setMaxNCache(LONGEST_NONE);
        this.limit = config.timeout();
        this.resolver = resolver(config);
        this.session =
                LookupSession.builder()
                        .resolver(resolver)
                        .cache(cache)
                        .maxRedirects(MAX_ALIASES)
                        .defaultHostsFileParser()
                        .build();
    }

    /**
     * Whether the queried server is authoritative for the zone of a name (RFC 1035 section 4.1.1,
     * AA).
     */
    boolean isAuthoritative(Name name, int type) {
        try {
            Message answer =
                    resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
            int code = answer.getHeader().getRcode();
            return answer.getHeader().getFlag(Flags.AA)
                    && (code == Rcode.NOERROR || code == Rcode.NXDOMAIN);
        } catch (IOException unanswered) {
            return false;
        }
    }

    private static Resolver resolver(DnsConfig config) {
        List<InetSocketAddress> servers = config.resolvers();
        Duration each = config.timeout().dividedBy(TRIES);
        Resolver[] resolvers =
                servers.stream()
                        .map(server -> {
                            Resolver resolver = new SimpleResolver(server);
                            resolver.setTimeout(each);
                            return resolver;
                        })
                        .toArray(Resolver[]::new);
        ExtendedResolver all = new ExtendedResolver(resolvers);
        all.setTimeout(config.timeout());
        all.setRetries(TRIES);
        return all;
    }

    /** The records of a name, following its aliases. */
    DnsAnswer<Record> ask(Name name, int type) {
        try {
            LookupResult result =
                    future(new DnsQuestion(name, type)).get(millis(), TimeUnit.MILLISECONDS);
            List<Record> records =
                    result.getRecords().stream().filter(one -> one.getType() == type).toList();
            return records.isEmpty() ? new NoData<>() : new DnsFound<>(records);
        } catch (TimeoutException late) {
            return failed(name, type, "no answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException failed) {
            return told(name, type, failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return failed(name, type, "interrupted");
        }
    }

    /** Slightly longer than the resolver's own limit, whose error message is better. */
    private long millis() {
        return limit.toMillis() + 250;
    }

    private CompletableFuture<LookupResult> future(DnsQuestion question) {
        CompletableFuture<LookupResult> mine = new CompletableFuture<>();
        CompletableFuture<LookupResult> others = asked.putIfAbsent(question, mine);
        if (others != null) {
            return others;
        }
        try {
            session.lookupAsync(question.name(), question.type(), DClass.IN)
                    .whenComplete((result, failure) -> {
                        asked.remove(question, mine);
                        if (failure == null) {
                            mine.complete(result);
                        } else {
                            mine.completeExceptionally(failure);
                        }
                    });
        } catch (RuntimeException broken) {
            asked.remove(question, mine);
            mine.completeExceptionally(broken);
        }
        return mine;
    }

    private DnsAnswer<Record> told(Name name, int type, Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof ExecutionException || cause instanceof CompletionException) {
            Throwable inner = cause.getCause();
            if (inner == null) {
                break;
            }
            cause = inner;
        }
        return switch (cause) {
            case NoSuchDomainException none -> new NoSuchName<>();
            case NoSuchRRSetException none -> new NoData<>();
            case ServerFailedException failed -> failed(name, type, "SERVFAIL");
            case RedirectLoopException loop -> failed(name, type, "its aliases go in a circle");
            case RedirectOverflowException many ->
                    failed(name, type, "more than " + MAX_ALIASES + " aliases");
            case InvalidZoneDataException wrong -> failed(name, type, "wrong data in its zone");
            case Throwable other -> failed(name, type, words(other));
        };
    }

    private String words(Throwable other) {
        String message = other.getMessage();
        boolean late = message != null && message.contains("Timed out");
        if (late) {
            return "no answer within " + limit.toMillis() + " ms";
        }
        // dnsjava's message of an unreachable port is the exception's name
        boolean refused =
                other instanceof IOException
                        && (other instanceof ConnectException
                                || other instanceof PortUnreachableException
                                || (message != null && message.contains("PortUnreachable")));
        if (refused) {
            return "no name server listens there";
        }
        return message == null || message.contains("Exception")
                ? "the name server could not be asked"
                : message;
    }

    private static DnsAnswer<Record> failed(Name name, int type, String reason) {
        return new DnsFailed<>(
                "DNS " + Type.string(type) + " " + name.toString(true) + ": " + reason);
    }
}
