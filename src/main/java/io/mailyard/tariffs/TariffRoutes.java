package io.mailyard.tariffs;

import io.mailyard.api.Call;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Sorting;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Fields;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.util.List;
import java.util.Optional;

/** {@code tariffs/...} (docs/spec/admin-api.md, section 7). */
public final class TariffRoutes {
    private static final String BASE = "/api/v1.1/admin/tariffs/";

    private static final Param<Long> EXISTING = Tariff.ID.required();

    private static final Param<String> SEARCH = Sorting.search("In the name, in any case.");
    private static final Param<Tariff.Overrun> FILTER_OVERRUN =
            Param.of(
                    Tariff.OVERRUN.name(),
                    Tariff.OVERRUN.sent().type(),
                    "Those that do this beyond the limit.");
    private static final Param<String> SORT = Sorting.by(Tariff.SORTS.words());

    private final Tariffs tariffs;
    private final Tariffs.TariffHolders use;
    private final Writes writes;

    public TariffRoutes(Tariffs tariffs, Tariffs.TariffHolders use, Writes writes) {
        this.tariffs = tariffs;
        this.use = use;
        this.writes = writes;
    }

    /**
     * Administrators' calls about tariffs; only reading is for tokens that are bound to accounts.
     */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                BASE + "list",
                                "tariffs",
                                "Tariffs.",
                                this::list,
                                SEARCH,
                                FILTER_OVERRUN,
                                SORT,
                                Sorting.FROM,
                                Paging.FROM_ID,
                                Paging.LIMIT)
                        .sifted()
                        .answers(ReplySchema.list(Tariff.SCHEMA).and(Sorting.NEXT)),
                Route.write(
                                BASE + "save",
                                "tariffs",
                                "Makes a tariff or changes one.",
                                this::save,
                                Fields.params(Tariff.FIELDS))
                        .checking(Tariff::check)
                        .answers(ReplySchema.savedId()),
                Route.write(
                        BASE + "delete",
                        "tariffs",
                        "Deletes a tariff that no account is on.",
                        this::delete,
                        EXISTING));
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        SortedSlice<Tariff> found =
                tariffs.list(
                        params.get(SEARCH).strip(),
                        params.find(FILTER_OVERRUN).map(ColumnCodec::word),
                        new SortedPage(
                                params.get(SORT), params.get(Sorting.FROM), Paging.page(params)));
        return Sorting.reply(
                found.slice(),
                found.nextFrom(),
                (out, tariff) -> Fields.write(out, Tariff.FIELDS, tariff.values()));
    }

    private ApiReply save(Call call) {
        Optional<TariffId> id = call.params().find(Tariff.ID.sent()).map(TariffId::new);
        return writes.answer(
                call,
                change -> {
                    if (id.isEmpty()) {
                        return ApiReply.savedId(tariffs.create(change, call.params()).value());
                    }
                    tariffs.update(change, id.get(), call.params());
                    return ApiReply.savedId(id.get().value());
                });
    }

    private ApiReply delete(Call call) {
        TariffId id = new TariffId(call.params().get(EXISTING));
        return writes.answer(
                call,
                change -> {
                    tariffs.delete(change, id, use);
                    return ApiReply.emptyInXml();
                });
    }
}
