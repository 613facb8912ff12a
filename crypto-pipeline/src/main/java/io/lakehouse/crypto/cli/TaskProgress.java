package io.lakehouse.crypto.cli;

import io.lakehouse.crypto.stage.Progress;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** A progress bar on standard error that counts the finished tasks of Spark, out of those that are known so far. */
final class TaskProgress implements Progress {

    private static final int UPDATE_MILLIS = 250;

    private final SparkContext spark;

    private TaskProgress(SparkContext spark) {
        this.spark = spark;
    }

    /** A progress bar if standard error is a terminal; otherwise none, so that a log contains whole lines only. */
    static Progress onTerminal(SparkSession session) {
        return Terminal.isPresent() ? new TaskProgress(session.sparkContext()) : NONE;
    }

    @Override
    public Shown start(String stage) {
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(stage)
                .setInitialMax(0)
                .setUnit(" tasks", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .hideEta()
                .clearDisplayOnFinish()
                .build();
        SparkListener listener = new Tasks(bar);
        spark.addSparkListener(listener);
        return () -> {
            spark.removeSparkListener(listener);
            bar.close();
        };
    }

    /** Forwards task events to the bar. */
    private static final class Tasks extends SparkListener {

        private final ProgressBar bar;

        Tasks(ProgressBar bar) {
            this.bar = bar;
        }

        @Override
        public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
            bar.maxHint(bar.getMax() + submitted.stageInfo().numTasks());
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd ended) {
            bar.step();
        }
    }
}
