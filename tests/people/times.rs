//! Charts over years, quarters and months.

use super::check;

#[test]
fn about_energy() {
    check(
        "Source,2005,2010,2015,2020\nCoal,48,44,33,20\nNatural gas,21,24,32,38\nNuclear,19,19,20,19\nHydro,6,6,6,7\nWind and solar,1,3,8,15\n",
        &[
            ("What was the share of coal in 2015?", "33"),
            ("Which source had the highest share in 2020?", "Natural gas"),
            ("How much did coal fall between 2005 and 2020?", "28"),
            ("Which source grew the most from 2005 to 2020?", "Natural gas"),
            ("Which source declined the most between 2005 and 2020?", "Coal"),
            ("Which energy source increased the most?", "Natural gas"),
            ("In which year did natural gas overtake coal?", "2020"),
            ("What is the difference between coal and gas in 2020?", "18"),
            ("What was the combined share of coal and natural gas in 2010?", "68"),
            ("What is the ratio of wind and solar to hydro in 2020?", "2.14"),
            ("How many times did wind and solar grow from 2005 to 2020?", "15"),
            ("What is the average share of nuclear over the years?", "19.25"),
            ("What is the average of nuclear?", "19.25"),
            ("Which source stayed the most constant?", "-"),
            ("Is the share of hydro in 2020 greater than in 2005?", "Yes"),
            ("Did nuclear go up from 2015 to 2020?", "No"),
            ("What percent did wind and solar have in 2015?", "8"),
            ("In what year was the share of wind & solar 3?", "2010"),
            ("What was the lowest value of coal?", "20"),
            ("When was coal at its peak?", "2005"),
            ("Which sources had more than 15 percent in 2020?", "Coal, Natural gas, Nuclear"),
            ("How many sources were below 10 in 2010?", "2"),
            ("What is the total of all sources in 2015?", "99"),
            ("What is the second largest source in 2005?", "Natural gas"),
            ("By how many percentage points did natural gas rise from 2010 to 2015?", "8"),
            ("What is the percentage change of coal from 2010 to 2020?", "-54.55"),
            ("How many energy sources are there?", "5"),
            ("How many years are shown?", "4"),
            ("What was the share of oil in 2010?", "-"),
            ("What was the share of coal in 2012?", "-"),
            ("Which was larger in 2015, coal or natural gas?", "Coal"),
            ("In 2020, which was bigger: nuclear or coal?", "Coal"),
            ("Which source had the least share in 2005?", "Wind and solar"),
        ],
    );
}

#[test]
fn about_survey() {
    check(
        "Response,2019,2023\nVery satisfied,22%,31%\nSomewhat satisfied,41%,38%\nNeither,17%,15%\nSomewhat dissatisfied,13%,10%\nVery dissatisfied,7%,6%\n",
        &[
            ("What percentage were very satisfied in 2023?", "31"),
            ("How many percent were somewhat dissatisfied in 2019?", "13"),
            ("Which response was most common in 2019?", "Somewhat satisfied"),
            ("By how much did very satisfied increase from 2019 to 2023?", "9%"),
            ("What share was satisfied overall in 2023?", "-"),
            ("What is the total of very satisfied and somewhat satisfied in 2023?", "69%"),
            ("Which response increased between 2019 and 2023?", "Very satisfied"),
            (
                "Which responses decreased from 2019 to 2023?",
                "Somewhat satisfied, Neither, Somewhat dissatisfied, Very dissatisfied",
            ),
            ("How many responses decreased from 2019 to 2023?", "4"),
            ("What is the difference between very satisfied and very dissatisfied in 2019?", "15%"),
            ("Which response was chosen by 17% in 2019?", "Neither"),
            ("Are more people very satisfied in 2023 than in 2019?", "Yes"),
            ("Which response had the biggest change between 2019 and 2023?", "Very satisfied"),
        ],
    );
}

#[test]
fn about_temps() {
    check(
        "Month,Oslin,Maraca\nJanuary,-4.1,24.3\nFebruary,-3.6,24.8\nMarch,0.4,23.9\nApril,5.2,22.0\nMay,11.3,19.4\nJune,15.8,17.1\nJuly,17.9,16.5\nAugust,16.7,17.2\nSeptember,12.0,18.6\nOctober,6.4,20.3\nNovember,0.9,22.1\nDecember,-2.8,23.6\n",
        &[
            ("What was the temperature in Oslin in March?", "0.4"),
            ("Which month is the warmest in Oslin?", "July"),
            ("What is the coldest month in Maraca?", "July"),
            ("In which month is it coldest in Oslin?", "January"),
            ("How many months are below zero in Oslin?", "3"),
            ("How many months have a temperature below 0 in Oslin?", "3"),
            ("What is the difference between Oslin and Maraca in January?", "28.4"),
            ("In which months is Oslin warmer than Maraca?", "July"),
            ("What is the average temperature of Maraca from June to August?", "16.93"),
            ("Which city is warmer in August?", "Maraca"),
            ("What is the highest temperature in Maraca?", "24.8"),
            ("What's the temp of Maraca in Sept?", "18.6"),
            ("When are the two cities closest in temperature?", "August"),
            ("In which month is the difference between the two cities the smallest?", "August"),
        ],
    );
}

#[test]
fn about_users() {
    check(
        "Year,Users in millions\n2012,1.1\n2013,1.9\n2014,3.4\n2015,5.8\n2016,9.7\n2017,13.2\n2018,12.9\n2019,15.1\n",
        &[
            ("How many users were there in 2016?", "9.7"),
            ("In which year did the number of users decline?", "2018"),
            ("Which year had the biggest increase?", "2016"),
            ("By how many percent did the number of users grow from 2012 to 2013?", "72.73"),
            ("What is the growth between 2014 and 2015?", "2.4"),
            ("When did the number of users first exceed 5 million?", "2015"),
            ("In what year did users surpass 10 million for the first time?", "2017"),
            ("How many years had fewer than 5 million users?", "3"),
            ("What is the average number of users between 2015 and 2017?", "9.57"),
            ("How many users were added from 2018 to 2019?", "2.2"),
            ("How many users did it have at the end of 2020?", "-"),
            ("What was the number of users two years after 2014?", "9.7"),
            ("Did the number of users increase every year?", "No"),
            ("What is the difference between the first and the last year?", "14"),
            ("How many more users were there in 2019 compared to 2012?", "14"),
            ("In which year was the number of users the highest?", "2019"),
            ("What was the figure for the year before 2015?", "3.4"),
            ("How many users were there in the last year shown?", "15.1"),
            ("Is there an increase from 2016 to 2017?", "Yes"),
            ("What is the ratio between 2019 and 2012?", "13.73"),
        ],
    );
}

#[test]
fn about_quarters() {
    check(
        "Quarter,Revenue (million USD),Costs (million USD)\nQ1 2021,12.5,10.1\nQ2 2021,13.8,10.9\nQ3 2021,13.1,11.6\nQ4 2021,16.4,12.0\nQ1 2022,15.2,12.8\n",
        &[
            ("What was the revenue in Q3 2021?", "13.1"),
            ("Which quarter had the highest revenue?", "Q4 2021"),
            ("What was the profit in Q4 2021?", "-"),
            ("What is the difference between revenue and costs in Q1 2022?", "2.4"),
            ("In which quarter was the gap between revenue and costs smallest?", "Q3 2021"),
            ("Did revenue rise from Q2 2021 to Q3 2021?", "No"),
            ("What was the average revenue?", "14.2"),
            ("How many quarters had revenue above 13 million?", "4"),
        ],
    );
}

#[test]
fn about_life() {
    check(
        "Year,Costa Verde,Nordland,Tarim\n1990,74.2,76.5,55.8\n1995,75.6,77.9,57.0\n2000,76.9,79.1,58.1\n2005,78.0,80.4,60.9\n2010,78.8,81.2,64.3\n2015,79.4,82.3,67.2\n",
        &[
            ("What was the life expectancy in Nordland in 2005?", "80.4"),
            ("Which country had the lowest life expectancy in 2010?", "Tarim"),
            ("How much did life expectancy in Tarim increase between 1990 and 2015?", "11.4"),
            ("Which country gained the most from 1990 to 2015?", "Tarim"),
            ("In which year did Costa Verde first exceed 78?", "2010"),
            ("Which year has the biggest gap between Nordland and Tarim?", "2000"),
            ("What is the average life expectancy of Costa Verde?", "77.15"),
            ("Was Nordland always above Costa Verde?", "-"),
            ("When did Nordland pass 80?", "-"),
            ("How many years were covered?", "6"),
            ("What is the highest life expectancy shown?", "82.3"),
            ("What was Tarim's life expectancy in 2020?", "-"),
            ("By how many years does Nordland exceed Tarim in 2015?", "15.1"),
            ("What is the difference between the highest and lowest value in 1990?", "20.7"),
            ("Did life expectancy in Tarim rise every year?", "Yes"),
            ("What was the life expectancy of Costa Verde in the first year?", "74.2"),
            ("Between 2000 and 2010, by how much did Costa Verde grow?", "1.9"),
        ],
    );
}

#[test]
fn about_devices() {
    check(
        "Device,2018,2019,2020,2021\nDesktop,52.1%,48.7%,46.9%,44%\nMobile,43.6%,47.5%,50.1%,53.3%\nTablet,4.3%,3.8%,3%,2.7%\n",
        &[
            ("What was the market share of mobile in 2020?", "50.1"),
            ("In which year did mobile overtake desktop?", "2020"),
            ("What was the decline of desktop between 2018 and 2021?", "8.1%"),
            ("Which device had the largest share in 2019?", "Desktop"),
            ("How much did mobile's share grow from 2018 to 2019?", "3.9"),
            ("What is the total of desktop and tablet in 2021?", "46.7%"),
            ("Which devices lost share between 2018 and 2021?", "Desktop, Tablet"),
            ("What is the average share of tablets?", "3.45"),
            ("Is mobile's share in 2021 higher than desktop's share in 2018?", "Yes"),
            ("How many devices are there?", "3"),
            ("In what year was desktop's share the lowest?", "2021"),
        ],
    );
}

#[test]
fn about_unemp() {
    check(
        "Quarter,Men,Women\nQ1 '19,6.1%,5.8%\nQ2 '19,5.7%,5.6%\nQ3 '19,5.5%,5.9%\nQ4 '19,5.2%,5.2%\nQ1 '20,7.9%,8.8%\n",
        &[
            ("What was the rate for women in Q3 '19?", "5.9"),
            ("In which quarter were both rates equal?", "Q4 '19"),
            ("Which quarter had the highest rate for men?", "Q1 '20"),
            ("What is the average rate of men in 2019?", "5.62"),
            ("How much higher was the women's rate than the men's rate in Q1 2020?", "0.9"),
            ("In how many quarters was the men's rate higher?", "-"),
        ],
    );
}

#[test]
fn about_attend() {
    check(
        "Season,Attendance\n2015/16,18420\n2016/17,19105\n2017/18,21250\n2018/19,22890\n2019/20,17340\n2020/21,3120\n",
        &[
            ("What was the attendance in the 2017/18 season?", "21250"),
            ("In which season was attendance highest?", "2018/19"),
            ("How many people attended in 2020/21?", "3120"),
            ("How much did attendance fall from 2018/19 to 2019/20?", "5550"),
            ("In which season did attendance drop the most?", "2020/21"),
            ("What's the average attendance over the six seasons?", "17020.83"),
            ("How many seasons had an attendance of more than 20,000?", "2"),
            ("Did attendance increase from 2015/16 to 2016/17?", "Yes"),
        ],
    );
}

#[test]
fn about_stat() {
    check(
        "Year,Number of stores worldwide\n2009,3421\n2010,3560\n2011,3799\n2012,4102\n2013,4355\n2014,4299\n2015,4467\n2016,4712\n2017*,4950\n",
        &[
            ("How many stores were there in 2013?", "4355"),
            ("How many stores did the company operate worldwide in 2017?", "4950"),
            ("In what year did the number of stores decrease?", "2014"),
            ("What was the increase in the number of stores between 2009 and 2017?", "1529"),
            ("When did the company first have more than 4000 stores?", "2012"),
            ("What was the average number of stores from 2009 to 2011?", "3593.33"),
            ("How many stores were added between 2011 and 2012?", "303"),
            ("Which year had the fewest stores?", "2009"),
            ("How many years had more than 4400 stores?", "3"),
            ("What was the number of stores in the previous year of 2012?", "-"),
            ("What's the total number of stores in 2009 and 2010?", "6981"),
            ("What was the number of stores in 2008?", "-"),
        ],
    );
}

#[test]
fn about_two() {
    check(
        "Year,Urban,Rural\n2000,55.1%,44.9%\n2005,58.7%,41.3%\n2010,62.4%,37.6%\n2015,66%,34%\n2020,69.5%,30.5%\n",
        &[
            ("What percentage of the population lived in urban areas in 2010?", "62.4"),
            ("What was the rural share in 2020?", "30.5"),
            ("In which year was the gap between urban and rural the smallest?", "2000"),
            ("How much did the urban share increase from 2000 to 2020?", "14.4"),
            ("Did the rural share decline between 2005 and 2015?", "Yes"),
            ("What was the average of urban from 2000 to 2010?", "58.73%"),
            ("In what year did the urban population make up 66%?", "2015"),
            ("What is the difference between urban and rural in 2015?", "32%"),
            ("When was the rural share below 35%?", "2015, 2020"),
            ("By how much did urban exceed rural in 2000?", "10.2%"),
            ("Does the rural share always decrease?", "Yes"),
        ],
    );
}

#[test]
fn about_gdp() {
    check(
        "Quarter,GDP growth compared to previous quarter\nQ1 2020,-1.3%\nQ2 2020,-9.8%\nQ3 2020,8.1%\nQ4 2020,0.4%\nQ1 2021,-1.7%\nQ2 2021,1.6%\n",
        &[
            ("What was the GDP growth in the second quarter of 2020?", "-9.8%"),
            ("In which quarter did GDP shrink the most?", "Q2 2020"),
            ("In which quarter was growth the highest?", "Q3 2020"),
            ("How many quarters had negative growth?", "3"),
            ("In how many quarters was growth above 1%?", "2"),
            ("What was the growth in Q4 2020?", "0.4%"),
            ("What is the difference between Q3 2020 and Q4 2020?", "7.7%"),
        ],
    );
}
