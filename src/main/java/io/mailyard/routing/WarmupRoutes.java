package io.mailyard.routing;

import io.mailyard.api.Call;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.policies.Isp;
import io.mailyard.wire.ApiReply;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code vsenders/warmup}: progress of the warmups in a virtual sender's rules. */
public final class WarmupRoutes {
    /** Warmups per reply. */
    private static final int MAX_DAYS = 200;

    /** Days and ISPs per warmup. */
    private static final int MAX_ROWS = 1000;

    private final Database database;
    private final VirtualSenders virtualSenders;
    private final InstantSource clock;

    public WarmupRoutes(Database database, VirtualSenders virtualSenders, InstantSource clock) {
        this.database = database;
        this.virtualSenders = virtualSenders;
        this.clock = clock;
    }

    /** {@code vsenders/warmup}, for administrators: it shows the ramps and changes none. */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/vsenders/warmup",
                                "vsenders",
                                "How far the ramps in a virtual sender's rules have come, by ISP.",
                                this::warmup,
                                VirtualSenderBody.OF_ACCOUNT,
                                VirtualSenderBody.EXISTING,
                                VirtualSenderBody.DAYS)
                        .on(VirtualSenderBody.OF_ACCOUNT)
                        .answers(ReplySchema.many(WarmupProgress.SCHEMA)));
    }

    private ApiReply warmup(Call call) {
        VirtualSender virtualSender =
                virtualSenders.get(
                        new AccountId(call.params().get(VirtualSenderBody.OF_ACCOUNT)),
                        new VirtualSenderId(call.params().get(VirtualSenderBody.EXISTING)));
        long days = call.params().get(VirtualSenderBody.DAYS);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        List<WarmupProgress> all =
                database.read(tx -> progress(tx, virtualSender.emailRules(), today, days));
        return ApiReply.many(all, (out, progress) -> progress.write(out), "");
    }

    private static List<WarmupProgress> progress(
            Tx tx, List<Rule> rules, LocalDate today, long days) {
        List<WarmupProgress> all = new ArrayList<>();
        int ramps = 0;
        for (int rule = 0; rule < rules.size(); rule++) {
            for (Share share : rules.get(rule).shares()) {
                if (share.warmup().isPresent() && ramps < MAX_DAYS) {
                    ramps++;
                    all.addAll(progress(tx, rule, share, today, days));
                }
            }
        }
        return all;
    }

    /** Today for every ISP with a ceiling or mail, and for all others; then earlier days. */
    private static List<WarmupProgress> progress(
            Tx tx, int rule, Share share, LocalDate today, long days) {
        Warmup ramp = share.warmup().orElseThrow();
        LocalDate since = today.minusDays(days - 1);
        Map<String, Long> now = new TreeMap<>(Map.of(Isp.OTHER, 0L));
        ramp.ceilings().keySet().forEach(isp -> now.put(isp, 0L));
        List<WarmupProgress> earlier = new ArrayList<>();
        for (WarmupCounts.DayCount dayCount :
                WarmupCounts.since(tx, share.sender(), since, MAX_ROWS)) {
            if (dayCount.day().equals(today)) {
                now.put(dayCount.isp(), dayCount.recipients());
            } else {
                earlier.add(
                        new WarmupProgress(
                                rule,
                                share.sender(),
                                ramp,
                                dayCount.day(),
                                dayCount.isp(),
                                dayCount.recipients()));
            }
        }
        List<WarmupProgress> all = new ArrayList<>();
        now.forEach((isp, routed) ->
                all.add(new WarmupProgress(rule, share.sender(), ramp, today, isp, routed)));
        all.addAll(earlier);
        return all;
    }
}
