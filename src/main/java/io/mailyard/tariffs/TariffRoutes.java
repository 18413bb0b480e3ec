package io.mailyard.tariffs;

import io.mailyard.api.Call;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.base.Page;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.util.List;
import java.util.Optional;

/** {@code tariffs/...} (docs/spec/admin-api.md, section 7). */
public final class TariffRoutes {
    private static final String BASE = "/api/v1.1/admin/tariffs/";

    private final Tariffs tariffs;
    private final Tariffs.Use use;
    private final Writes writes;

    public TariffRoutes(Tariffs tariffs, Tariffs.Use use, Writes writes) {
        this.tariffs = tariffs;
        this.use = use;
        this.writes = writes;
    }

    public List<Route> routes() {
        return List.of(
                Route.read(
                                BASE + "list",
                                "tariffs",
                                "Tariffs.",
                                this::list,
                                TariffBody.FROM_ID,
                                TariffBody.LIMIT)
                        .sifted()
                        .answers(ReplySchema.list(TariffBody.SCHEMA)),
                Route.write(
                                BASE + "save",
                                "tariffs",
                                "Makes a tariff or changes one.",
                                this::save,
                                TariffBody.ID,
                                TariffBody.NAME,
                                TariffBody.MESSAGES,
                                TariffBody.MESSAGES_PER_DAY,
                                TariffBody.MESSAGES_PER_HOUR,
                                TariffBody.BURST,
                                TariffBody.CALLS,
                                TariffBody.OVERRUN)
                        .checking(TariffBody::check)
                        .answers(ReplySchema.savedId()),
                Route.write(
                        BASE + "delete",
                        "tariffs",
                        "Deletes a tariff that no account is on.",
                        this::delete,
                        TariffBody.EXISTING));
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        Page page =
                new Page(params.get(TariffBody.FROM_ID), params.get(TariffBody.LIMIT).intValue());
        return ApiReply.list(tariffs.list(page), TariffBody::write);
    }

    private ApiReply save(Call call) {
        Optional<TariffId> id = call.params().find(TariffBody.ID).map(TariffId::new);
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
        TariffId id = new TariffId(call.params().get(TariffBody.EXISTING));
        return writes.answer(
                call,
                change -> {
                    tariffs.delete(change, id, use);
                    return ApiReply.emptyInXml();
                });
    }
}
