package io.mailyard.tariffs;

import io.mailyard.api.Call;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.fields.Fields;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.util.List;
import java.util.Optional;

/** {@code tariffs/...} (docs/spec/admin-api.md, section 7). */
public final class TariffRoutes {
    private static final String BASE = "/api/v1.1/admin/tariffs/";

    private static final Param<Long> EXISTING = Tariff.ID.required();

    private final Tariffs tariffs;
    private final Tariffs.Use use;
    private final Writes writes;

    public TariffRoutes(Tariffs tariffs, Tariffs.Use use, Writes writes) {
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
                                Paging.FROM_ID,
                                Paging.LIMIT)
                        .sifted()
                        .answers(ReplySchema.list(Tariff.SCHEMA)),
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
        return ApiReply.list(
                tariffs.list(Paging.page(call.params())),
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
