package com.holded.pipeline.reports;

import java.awt.BasicStroke;
import java.awt.Color;
import java.text.NumberFormat;
import java.util.Locale;
import net.sf.jasperreports.charts.JRAbstractChartCustomizer;
import net.sf.jasperreports.charts.JRChart;
import net.sf.jasperreports.engine.JRParameter;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPosition;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.CategoryLabelWidthType;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/**
 * Draws charts plainly: flat bars in the colours of their keys with a white seam between the parts, or lines, of which the
 * later ones are dashed; hair lines, whole numbers. Made by the template engine, by name.
 */
public final class ChartLook extends JRAbstractChartCustomizer {
    private static final Color INK = new Color(0x3E4C59);
    private static final Color GRID = new Color(0xE1E5EA);
    /** Part of the chart's length that one bar may take. */
    private static final double MOST_BAR_WIDTH = 0.06;

    private static final BasicStroke HAIR = new BasicStroke(0.5f);
    private static final BasicStroke LINE = new BasicStroke(1.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final BasicStroke DASHES =
            new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {3f, 2f}, 0f);

    private static final double END_OF_AXIS = 14;

    /** Labels may be wider than their bar: those between them are empty. */
    private static final float LABEL_WIDTH = 40f;

    @Override
    public void customize(JFreeChart chart, JRChart definition) {
        chart.setPadding(RectangleInsets.ZERO_INSETS);
        chart.setBackgroundPaint(null);
        chart.setBorderVisible(false);
        if (chart.getLegend() != null) {
            chart.getLegend().setPosition(RectangleEdge.TOP);
            chart.getLegend().setFrame(BlockBorder.NONE);
            chart.getLegend().setBackgroundPaint(null);
            chart.getLegend().setItemPaint(INK);
            chart.getLegend().setPadding(RectangleInsets.ZERO_INSETS);
        }
        CategoryPlot plot = chart.getCategoryPlot();
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        // The last number of the axis stands half outside of the plot.
        boolean isVertical = PlotOrientation.VERTICAL.equals(plot.getOrientation());
        plot.setInsets(isVertical ? RectangleInsets.ZERO_INSETS : new RectangleInsets(0, 0, 0, END_OF_AXIS));
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(true);
        plot.setRangeGridlinePaint(GRID);
        plot.setRangeGridlineStroke(HAIR);
        plot.setForegroundAlpha(1f);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        if (plot.getRenderer() instanceof BarRenderer renderer) {
            bars(plot, renderer);
        } else if (plot.getRenderer() instanceof LineAndShapeRenderer renderer) {
            lines(plot, renderer);
        }
        axes(plot);
    }

    private static void lines(CategoryPlot plot, LineAndShapeRenderer renderer) {
        for (int row = 0; row < plot.getDataset().getRowCount(); row++) {
            if (plot.getDataset().getRowKey(row) instanceof Chart.Key part) {
                renderer.setSeriesPaint(row, new Color(part.rgb()));
                renderer.setSeriesStroke(row, row == 0 ? LINE : DASHES);
                renderer.setSeriesShapesVisible(row, false);
            }
        }
    }

    private static void bars(CategoryPlot plot, BarRenderer renderer) {
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setDrawBarOutline(true);
        renderer.setMaximumBarWidth(MOST_BAR_WIDTH);
        for (int row = 0; row < plot.getDataset().getRowCount(); row++) {
            if (plot.getDataset().getRowKey(row) instanceof Chart.Key part) {
                renderer.setSeriesPaint(row, new Color(part.rgb()));
                renderer.setSeriesOutlinePaint(row, Color.WHITE);
                renderer.setSeriesOutlineStroke(row, HAIR);
            }
        }
    }

    private void axes(CategoryPlot plot) {
        Locale locale = (Locale) getParameterValue(JRParameter.REPORT_LOCALE);
        CategoryAxis bars = plot.getDomainAxis();
        bars.setLowerMargin(0.01);
        bars.setUpperMargin(0.01);
        bars.setCategoryMargin(0.25);
        bars.setTickMarksVisible(false);
        bars.setAxisLinePaint(INK);
        bars.setAxisLineStroke(HAIR);
        bars.setTickLabelPaint(INK);
        if (PlotOrientation.VERTICAL.equals(plot.getOrientation())) {
            bars.setMaximumCategoryLabelWidthRatio(LABEL_WIDTH);
        } else {
            bars.setCategoryLabelPositions(CategoryLabelPositions.replaceLeftPosition(
                    bars.getCategoryLabelPositions(),
                    new CategoryLabelPosition(
                            org.jfree.chart.ui.RectangleAnchor.RIGHT,
                            org.jfree.chart.text.TextBlockAnchor.CENTER_RIGHT,
                            CategoryLabelWidthType.RANGE,
                            0.5f)));
        }
        NumberAxis counts = (NumberAxis) plot.getRangeAxis();
        counts.setStandardTickUnits(NumberAxis.createIntegerTickUnits(locale));
        counts.setNumberFormatOverride(NumberFormat.getIntegerInstance(locale));
        counts.setAxisLineVisible(false);
        counts.setTickMarksVisible(false);
        counts.setTickLabelPaint(INK);
        counts.setUpperMargin(0.05);
    }
}
