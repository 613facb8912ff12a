package io.lakehouse.crypto;

import io.lakehouse.core.LakehouseStyle;
import io.lakehouse.crypto.market.Payload;
import java.util.List;
import java.util.OptionalDouble;
import org.immutables.value.Value;

/** The payloads to load into Bronze in one commit, and the conditions for it. */
@Value.Immutable
@LakehouseStyle
public interface Intake {

    List<Payload> payloads();

    /** The currency of the prices. A warehouse holds one currency. Default: usd. */
    @Value.Default
    default String currency() {
        return "usd";
    }

    /**
     * Whether the user has named the batches, so that a batch can be loaded again for another day. Default: false, the
     * name of a batch follows from its content.
     */
    @Value.Default
    default boolean batchesAreNamed() {
        return false;
    }

    /** The percentage of records of a batch, 0 to 100, that may break a rule of Silver. Default: no limit. */
    OptionalDouble maxBadPercent();

    /** Rejects an invalid currency and an invalid percentage. */
    @Value.Check
    default void check() {
        if (!currency().matches("[a-z]{3,10}")) {
            throw new IllegalArgumentException("Invalid currency '" + currency()
                    + "': use a code of 3 to 10 letters from a to z, for example usd.");
        }
        double percent = maxBadPercent().orElse(0);
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("Invalid limit for bad records, " + percent + " %: use 0 to 100.");
        }
    }

    /** An intake of prices in US dollars, without a limit for bad records. */
    static Intake of(List<Payload> payloads) {
        return builder().payloads(payloads).build();
    }

    static Builder builder() {
        return new Builder();
    }

    /** Builds an intake. */
    final class Builder extends ImmutableIntake.Builder {

        Builder() {}
    }
}
