package io.mailyard.routing;

import static io.mailyard.routing.SomeRules.otherwise;
import static io.mailyard.routing.SomeRules.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Ramps: how many a day has, and how they are given. */
@ParameterizedClass
@EnumSource
class WarmupTest {
    private static final LocalDate FIRST = LocalDate.parse("2026-03-01");

    private final Api api;
    private final SomeRules given;
    private final long account;
    private final long sender;
    private final long warm;

    WarmupTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
        this.given = new SomeRules(api);
        this.account = api.newAccount();
        this.sender = given.newSender(account);
        this.warm = given.newSender(account);
    }

    private static Warmup ramp(long start, String growth, long ceiling, Map<String, Long> isps) {
        return new Warmup(start, new BigDecimal(growth), ceiling, isps, FIRST);
    }

    @Test
    void days_growByTheFactorUpToTheCeiling() {
        Warmup ramp = ramp(100, "1.1", 150, Map.of("Gmail", 120L));

        assertThat(FIRST.datesUntil(FIRST.plusDays(7)).map(day -> ramp.limit("other", day)))
                .containsExactly(100L, 110L, 121L, 133L, 146L, 150L, 150L);
        assertThat(FIRST.datesUntil(FIRST.plusDays(4)).map(day -> ramp.limit("Gmail", day)))
                .containsExactly(100L, 110L, 120L, 120L);
        assertThat(ramp.limit("other", FIRST.minusDays(1))).isZero();
        assertThat(ramp.limit("other", FIRST.plusYears(5000))).isEqualTo(150);
        assertThat(ramp.isFull("Gmail", FIRST.plusDays(1))).isFalse();
        assertThat(ramp.isFull("Gmail", FIRST.plusDays(2))).isTrue();
    }

    @Test
    void growthOfOne_staysAndTheGreatestDoesNotOverflow() {
        assertThat(ramp(50, "1", 500, Map.of()).limit("other", FIRST.plusDays(1000))).isEqualTo(50);
        long most = Warmup.MAX_PER_DAY;
        assertThat(ramp(most, "10", most, Map.of()).limit("other", FIRST.plusDays(400)))
                .isEqualTo(most);
    }

    private Map<String, @Nullable Object> warming(Object... members) {
        return share(sender, 50, "warmup", Body.members(members));
    }

    private Tree saved(long id) {
        return given.get(account, id).at("email_rules.0.senders.0.warmup");
    }

    @Test
    void ramp_isKeptAndBeginsToday() {
        long id =
                given.newVirtualSender(
                        account,
                        otherwise(
                                warming(
                                        "start",
                                        100,
                                        "growth",
                                        1.5,
                                        "ceiling",
                                        5000,
                                        "isp_ceilings",
                                        List.of(Body.members("isp", "Gmail", "ceiling", 2000))),
                                share(warm, 50)));

        Tree kept = saved(id);
        assertThat(kept.at("start").number()).isEqualTo(100);
        assertThat(kept.at("ceiling").number()).isEqualTo(5000);
        assertThat(kept.at("isp_ceilings.0.isp").text()).isEqualTo("Gmail");
        assertThat(kept.at("isp_ceilings.0.ceiling").number()).isEqualTo(2000);
        LocalDate begun = LocalDate.parse(kept.at("begins").text());
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        assertThat(begun).isBetween(today.minusDays(1), today);
        assertThat(kept.toString()).contains("growth=1.5");
    }

    @Test
    void anIspWithACeiling_isNotDeleted() {
        String name = Api.unique("Ümlaut\"s");
        long isp = api.call("isps/save", "name", name).savedId();
        long id =
                given.newVirtualSender(
                        account,
                        otherwise(
                                warming(
                                        "start",
                                        1,
                                        "growth",
                                        2,
                                        "ceiling",
                                        9,
                                        "isp_ceilings",
                                        List.of(Body.members("isp", name, "ceiling", 5))),
                                share(warm, 50)));

        Answer refused = api.call("isps/delete", "id", isp);
        assertThat(refused.error()).isEqualTo(409);
        assertThat(refused.errorText())
                .isEqualTo(
                        "ISP '"
                                + name
                                + "' is in use by virtual sender '"
                                + given.get(account, id).at("name").text()
                                + "' of account "
                                + account);
        api.call("vsenders/delete", "account_id", account, "id", id).ok();
        api.call("isps/delete", "id", isp).ok();
    }

    @Test
    void changedRamp_goesOnWhereItDoesNotSayWhenItBegins() {
        Map<String, @Nullable Object> begun =
                warming("start", 1, "growth", 2, "ceiling", 9, "begins", "2026-02-03");
        long id = given.newVirtualSender(account, otherwise(begun, share(warm, 50)));

        Map<String, @Nullable Object> faster = warming("start", 2, "growth", 3, "ceiling", 9);
        api.call(
                        "vsenders/update",
                        "account_id",
                        account,
                        "id",
                        id,
                        "email_rules",
                        List.of(otherwise(faster, share(warm, 50))))
                .ok();

        assertThat(saved(id).at("start").number()).isEqualTo(2);
        assertThat(saved(id).at("begins").text()).isEqualTo("2026-02-03");
    }

    @Test
    void faults_areToldAllAtOnceWithTheirPlaces() {
        Map<String, @Nullable Object> wrong =
                warming(
                        "start",
                        100,
                        "growth",
                        2,
                        "ceiling",
                        10,
                        "begins",
                        "tomorrow",
                        "isp_ceilings",
                        List.of(
                                Body.members("isp", "Nobody", "ceiling", 1),
                                Body.members("isp", "Gmail", "ceiling", 1),
                                Body.members("isp", "Gmail", "ceiling", 2)));
        Answer answer =
                api.call(
                        "vsenders/add",
                        "account_id",
                        account,
                        "name",
                        Api.unique("v"),
                        "email_rules",
                        List.of(otherwise(wrong, share(warm, 50))));

        Map<String, String> faults = new TreeMap<>();
        answer.at("errors")
                .items()
                .forEach(item -> faults.put(item.at("field").text(), item.at("reason").text()));
        String place = "email_rules[0].senders[0].warmup";
        assertThat(faults)
                .containsOnly(
                        Map.entry(place + ".ceiling", "10 is less than start, which is 100"),
                        Map.entry(place + ".begins", "'tomorrow' is not a day such as 2026-01-31"),
                        Map.entry(place + ".isp_ceilings[0].isp", "no ISP named 'Nobody'"),
                        Map.entry(place + ".isp_ceilings[2].isp", "'Gmail' has a ceiling already"));
    }
}
