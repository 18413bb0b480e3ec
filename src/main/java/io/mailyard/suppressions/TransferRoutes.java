package io.mailyard.suppressions;

import io.mailyard.api.Audience;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.StreamHandler;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.suppressions.SuppressionStore.SuppressionFilter;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code suppressions/import} and {@code export}: lists of any size, as streams. */
public final class TransferRoutes {
    private static final String NOUN = "suppressions";

    /**
     * Concurrent transfers of all accounts: each has one batch or page in memory, and a thread. An
     * account has at most one import and one export.
     */
    static final int MOST = 4;

    /**
     * Concurrent transfers of administrators, who do not wait for accounts; also of any one of
     * them.
     */
    private static final int MOST_OF_PLATFORM = 4;

    private static final ReplySchema IMPORTED =
            ReplySchema.one(SuppressionImport.SCHEMA)
                    .and(
                            ObjectSchema.part()
                                    .flag("dry_run", "true: nothing was stored.")
                                    .optional());
    private static final ReplySchema EXPORTED =
            ReplySchema.file(StreamHandler.MEDIA_TYPE, "application/x-ndjson");

    private final BulkSuppressions suppressions;
    private final Writes writes;
    private final Semaphore places = new Semaphore(MOST);
    private final Semaphore ofPlatform = new Semaphore(MOST_OF_PLATFORM);
    private final Set<String> callers = ConcurrentHashMap.newKeySet();

    public TransferRoutes(Suppressions suppressions, Writes writes) {
        this.suppressions = suppressions.bulk();
        this.writes = writes;
    }

    /**
     * Import and export, for administrators and for accounts' own tokens. Bodies are streams, never
     * held as a whole.
     */
    public List<Route> routes() {
        StreamHandler importing = new Importing();
        return List.of(
                Route.write(
                                "/api/v1.1/admin/suppressions/import",
                                NOUN,
                                "Adds addresses from a body of text/csv; its parameters are in the query.",
                                importing,
                                SuppressionBody.ACCOUNT,
                                ImportFormat.FIELD.sent(),
                                Suppression.CLASS.sent(),
                                Suppression.REASON.sent())
                        .on(SuppressionBody.ACCOUNT)
                        .answers(IMPORTED),
                Route.read(
                                "/api/v1.1/admin/suppressions/export",
                                NOUN,
                                "All rows as text/csv, or as application/x-ndjson where Accept asks for it.",
                                this::export,
                                SuppressionBody.ACCOUNT,
                                SuppressionBody.SEARCH,
                                SuppressionBody.FILTER_CLASS,
                                SuppressionBody.FILTER_SOURCE,
                                SuppressionBody.FILTER_ENDS,
                                SuppressionBody.FILTER_ENDS_BEFORE)
                        .on(SuppressionBody.ACCOUNT)
                        .answers(EXPORTED),
                Route.write(
                                "/api/v1.1/suppressions/import",
                                NOUN,
                                "Adds addresses from a body of text/csv; its parameters are in the query.",
                                importing,
                                ImportFormat.FIELD.sent(),
                                Suppression.CLASS.sent(),
                                Suppression.REASON.sent())
                        .own()
                        .answers(IMPORTED),
                Route.read(
                                "/api/v1.1/suppressions/export",
                                NOUN,
                                "All rows as text/csv, or as application/x-ndjson where Accept asks for it.",
                                this::export,
                                SuppressionBody.SEARCH,
                                SuppressionBody.FILTER_CLASS,
                                SuppressionBody.FILTER_SOURCE,
                                SuppressionBody.FILTER_ENDS,
                                SuppressionBody.FILTER_ENDS_BEFORE)
                        .own()
                        .answers(EXPORTED));
    }

    private final class Importing implements StreamHandler {
        @Override
        public ApiReply handle(Call call, InputStream body) throws IOException {
            Params params = call.params();
            AccountId owner = SuppressionRoutes.owner(call);
            suppressions.mustExist(owner);
            SuppressionImport.Options options =
                    new SuppressionImport.Options(
                            owner,
                            SuppressionRoutes.source(call),
                            params.find(ImportFormat.FIELD.sent()).orElse(ImportFormat.AUTO),
                            params.find(Suppression.CLASS.sent()),
                            params.find(Suppression.REASON.sent()),
                            call.prefers("dry-run"));
            SuppressionImport importing = new SuppressionImport(suppressions, options);
            Runnable over = enter(call, "import");
            try {
                importing.run(body);
            } finally {
                if (importing.storedAny()) {
                    suppressions.noteImport(writes, call, owner, importing);
                }
                over.run();
            }
            return ApiReply.one(importing::write)
                    .and(out -> {
                        if (options.dryRun()) {
                            out.flag("dry_run", true);
                        }
                    });
        }

        @Override
        public long maxBody() {
            return suppressions.maxImport();
        }
    }

    private ApiReply export(Call call) {
        AccountId owner = SuppressionRoutes.owner(call);
        suppressions.mustExist(owner);
        SuppressionFilter filter = SuppressionBody.filter(call.params());
        boolean csv = !SuppressionExport.wantsJsonLines(call.request().header("Accept"));
        SuppressionExport export =
                new SuppressionExport(suppressions, owner, filter, csv, enter(call, "export"));
        return ApiReply.streamed(export.mediaType(), export);
    }

    /**
     * Takes a place.
     *
     * @return releases the place, once
     */
    private Runnable enter(Call call, String what) {
        boolean own = call.route().audience() == Audience.ACCOUNT;
        String caller = what + " of account " + SuppressionRoutes.owner(call);
        Semaphore room = own ? places : ofPlatform;
        if (own && !callers.add(caller)) {
            throw busy(call, "another " + caller + " is under way: one at a time");
        }
        if (!room.tryAcquire()) {
            if (own) {
                callers.remove(caller);
            }
            throw busy(call, "too many imports and exports are under way: try again later");
        }
        AtomicBoolean held = new AtomicBoolean(true);
        return () -> {
            if (held.getAndSet(false)) {
                if (own) {
                    callers.remove(caller);
                }
                room.release();
            }
        };
    }

    private static ApiException busy(Call call, String text) {
        call.answerHeader("Retry-After", "5");
        return new ApiException(ErrorCode.TOO_MANY_REQUESTS, text);
    }
}
