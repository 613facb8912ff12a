package io.lakehouse.delta.spark;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** The active session of a thread, whose settings Spark and Delta use when no session is passed to them. */
public final class ActiveSession {

    private ActiveSession() {}

    /** Runs an action with the given session active, then restores the thread's own active session. */
    public static <T> T with(SparkSession session, Supplier<T> action) {
        Option<SparkSession> before = SparkSession.getActiveSession();
        SparkSession.setActiveSession(session);
        try {
            return action.get();
        } finally {
            if (before.isDefined()) {
                SparkSession.setActiveSession(before.get());
            } else {
                SparkSession.clearActiveSession();
            }
        }
    }
}
