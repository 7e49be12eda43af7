//! Charts of countries, products, answers and the like.

use super::check;

#[test]
fn about_cities() {
    check(
        "City,Population in thousands\nLarkspur,812\nHollowbrook,455\nSt. Marin,390\nPortavale,1240\nEdgewater,455\nTamsin Falls,97\n",
        &[
            ("What is the population of Portavale?", "1240"),
            ("Which city is the biggest?", "Portavale"),
            ("Which city has the smallest number of inhabitants?", "Tamsin Falls"),
            ("How many people live in St Marin?", "390"),
            ("How many people live in Holowbrook?", "455"),
            ("Which two cities have the same population?", "Hollowbrook, Edgewater"),
            ("What's the total population of all the cities?", "3449"),
            ("Name the three largest cities.", "-"),
            ("Which cities have fewer than 400 thousand inhabitants?", "St. Marin, Tamsin Falls"),
            ("How many cities have more than 400 thousand people?", "4"),
            ("Does Larkspur have more inhabitants than Edgewater?", "Yes"),
            ("By how much does Portavale exceed Larkspur?", "428"),
            ("What is Portavale's population divided by that of Larkspur?", "1.53"),
            ("What fraction of the total population lives in Portavale?", "0.36"),
            ("What percentage of the total population lives in Larkspur?", "23.54"),
            ("Is the population of Edgewater the same as Hollowbrook?", "Yes"),
            ("How many bars have a value below 500?", "4"),
            ("What is the value of the smallest bar?", "97"),
            ("What is the second biggest city?", "Larkspur"),
            ("Which city comes second?", "Larkspur"),
            ("What is the population of the largest city?", "1240"),
            ("What is the mean population?", "574.83"),
            ("What is the median?", "455"),
            ("What is the range of the values?", "1143"),
            ("How much larger is the largest city than the smallest?", "1143"),
            ("Which city has a population closest to 800?", "Larkspur"),
            ("Which city has 97 thousand inhabitants?", "Tamsin Falls"),
            ("What is the sum of the two smallest values?", "487"),
            ("What is the average of the top three cities?", "835.67"),
            ("Who is the mayor of Larkspur?", "-"),
            ("What is the area of Portavale?", "-"),
            ("How many cities have a population over 5 million?", "0"),
            (
                "List all cities with a population between 300 and 500.",
                "Hollowbrook, St. Marin, Edgewater",
            ),
        ],
    );
}

#[test]
fn about_salary() {
    check(
        "Job,Women,Men\nSoftware developers,$91k,$98k\nRegistered nurses,$68k,$72k\nHigh school teachers,$61k,$63k\nTruck drivers,$42k,$47k\nLawyers,$118k,$139k\n",
        &[
            ("How much do male lawyers earn?", "$139k"),
            ("What do women earn as registered nurses?", "$68k"),
            ("Which job has the largest gender pay gap?", "Lawyers"),
            ("Which job has the smallest gap between women and men?", "High school teachers"),
            ("What is the salary gap between men and women for truck drivers?", "$5k"),
            ("Who earns more as lawyers, women or men?", "Men"),
            ("Which job pays women the least?", "Truck drivers"),
            ("What is the average salary of men?", "$83.8k"),
            ("How many jobs pay men more than $70,000?", "3"),
            ("Do female nurses earn more than male truck drivers?", "Yes"),
            ("In how many jobs do men earn more than women?", "5"),
            ("What is the highest salary for women?", "$118k"),
            ("How much more do male software developers make than female ones?", "$7k"),
        ],
    );
}

#[test]
fn about_medals() {
    check(
        "Country,Gold,Silver,Bronze\nUnited States,39,41,33\nChina,38,32,18\nJapan,27,14,17\nGreat Britain,22,21,22\nAustralia,17,7,22\nNetherlands,10,12,14\n",
        &[
            ("How many gold medals did Japan win?", "27"),
            ("How many medals did China win in total?", "88"),
            ("Which country won the most silver medals?", "United States"),
            ("Who won the fewest bronze medals?", "Netherlands"),
            ("How many more gold medals did the USA win than Japan?", "12"),
            ("How many medals did the UK win altogether?", "65"),
            ("Which country has the most medals overall?", "United States"),
            (
                "Which countries won more than 20 gold medals?",
                "United States, China, Japan, Great Britain",
            ),
            ("How many countries won over 20 silver medals?", "3"),
            ("Did Australia win more bronze than silver?", "Yes"),
            ("Which country won the same number of bronze medals as Great Britain?", "Australia"),
            ("What is the average number of gold medals?", "25.5"),
            ("How many gold medals were won by Japan and China together?", "65"),
            ("Which country won 14 silver medals?", "Japan"),
            ("For which country is the difference between gold and bronze largest?", "China"),
            ("In which countries is bronze higher than gold?", "Australia, Netherlands"),
            ("Which medal did Australia win the most?", "Bronze"),
            ("What is the total number of silver medals?", "127"),
            ("How many silver did the americans win?", "-"),
            ("What are the top 3 countries by gold medals?", "United States, China, Japan"),
        ],
    );
}

#[test]
fn about_budget() {
    check(
        "Category,Share of budget\nHousing,35\nFood,18\nTransport,14\nSavings,12\nEntertainment,8\nHealth,7\nOther,6\n",
        &[
            ("What share goes to food?", "18"),
            ("How much of the budget is spent on housing and transport?", "49"),
            ("What is the largest expense?", "Housing"),
            ("Which slice is the smallest?", "Other"),
            ("What is the third largest category?", "Transport"),
            ("How many categories are under 10?", "3"),
            ("How many times larger is housing than health?", "5"),
            ("What percentage is not spent on housing?", "65"),
            ("What is the share of everything except housing?", "65"),
            ("Is more spent on transport than on food?", "No"),
            ("What's the difference b/w food and savings?", "6"),
            ("What is the sum of entertainment, health and others?", "21"),
            ("Which category accounts for 12 percent?", "Savings"),
            ("Do food and transport together make up more than housing?", "No"),
            ("What is the combined percentage of the three largest categories?", "67"),
            ("Which category is just below food?", "-"),
            ("How much is spent on clothes?", "-"),
        ],
    );
}

#[test]
fn about_ages() {
    check(
        "Age group,Smokers\n15-24,14%\n25-34,21%\n35-44,23%\n45-54,20%\n55-64,16%\n65+,9%\n",
        &[
            ("Which age group smokes the most?", "35-44"),
            ("What percentage of people aged 25 to 34 smoke?", "21"),
            ("What share of those over 65 smoke?", "9"),
            ("What is the difference between 45-54 and 55-64 year olds?", "4%"),
            ("How many age groups are above 20%?", "2"),
            ("Which age group has the lowest percentage of smokers?", "65+"),
            ("What is the rate among 15-24 year-olds?", "14"),
            ("Which age groups have a value of at least 20%?", "25-34, 35-44, 45-54"),
        ],
    );
}

#[test]
fn about_apps() {
    check(
        "App,Downloads (millions)\nZipnote,48.2\nCanvix,39.5\nFitloop,27\nMapster,26.1\nChatterbox,91.7\nPennywise,8.3\n",
        &[
            ("Which app was downloaded the most?", "Chatterbox"),
            ("How many downloads did Fitloop have?", "27"),
            ("How many million times was Canvix downloaded?", "39.5"),
            ("Which app is the least popular?", "Pennywise"),
            ("What is the difference in downloads between Chatterbox and Zipnote?", "43.5"),
            ("How many apps had over 30 million downloads?", "3"),
            ("Which apps had less than 27 million downloads?", "Mapster, Pennywise"),
            ("Find the average number of downloads of Zipnote and Canvix.", "43.85"),
            ("Is the number of Mapster downloads larger than that of Fitloop?", "No"),
            ("What's the sum of downloads for Fitloop and Mapster?", "53.1"),
            ("Which app ranks third?", "Canvix"),
            ("What is the ratio of Chatterbox to Pennywise downloads?", "11.05"),
            ("How many more downloads does Zipnote have than Canvix?", "8.7"),
            ("What are the downloads of the second most downloaded app?", "48.2"),
            ("Is Chatterbox downloaded more than twice as often as Canvix?", "Yes"),
            ("What is the total of all apps?", "240.8"),
            ("Excluding Chatterbox, what is the average number of downloads?", "29.82"),
            ("Who developed Zipnote?", "-"),
            ("What's the price of Canvix?", "-"),
            ("Which app has downloads closest to 40 million?", "Canvix"),
        ],
    );
}

#[test]
fn about_party() {
    check(
        "Characteristic,Support,Oppose,Don't know\nAll adults,54%,38%,8%\nUnder 30,67%,25%,8%\n30 to 49,58%,35%,7%\n50 to 64,49%,44%,7%\n65 and older,41%,51%,8%\n",
        &[
            ("What percent of people under 30 oppose it?", "25"),
            ("Which age group has the highest support?", "Under 30"),
            ("What share of those 65 and older support the plan?", "41"),
            ("What is the gap between support and oppose among all adults?", "16%"),
            ("How much higher is support among those under 30 than among those 50 to 64?", "18%"),
            ("What percentage of 30 to 49 year olds don't know?", "7"),
            ("How many groups have support above 50 percent?", "3"),
            ("Do most adults support it?", "-"),
            ("What is the sum of support and oppose for 30 to 49?", "93%"),
        ],
    );
}

#[test]
fn about_trade() {
    check(
        "Product,Exports in billion U.S. dollars\nMachinery,115.4\nVehicles,98.6\nPharmaceuticals,64.2\nPlastics,31.9\nFurniture,14.8\nToys,5.6\n",
        &[
            ("What is the value of vehicles exports?", "98.6"),
            ("How much did machinery exports amount to in billion dollars?", "115.4"),
            ("Which product is exported the least?", "Toys"),
            ("What are the two biggest export products?", "Machinery, Vehicles"),
            ("What percentage of total exports are vehicles?", "29.83"),
            ("How many products have exports greater than 50 billion?", "3"),
            ("Are exports of plastics higher than those of pharmaceuticals?", "No"),
            ("What is the combined value of furniture and toys?", "20.4"),
            ("By how much are machinery exports bigger than vehicle exports?", "16.8"),
            ("What is the export value of steel?", "-"),
        ],
    );
}

#[test]
fn about_books() {
    check(
        "Genre,Number of books sold\nFiction,15230\nBiography,4870\nScience,3965\nChildren's books,12110\nCooking,6540\nTravel,2985\nPoetry,1012\n",
        &[
            ("How many children's books were sold?", "12110"),
            ("How many poetry books were sold?", "1012"),
            ("Which genre sold the most books?", "Fiction"),
            ("Which genres sold more than 10,000 books?", "Fiction, Children's books"),
            ("How many genres sold fewer than 4000 books?", "3"),
            ("What is the median number of books sold?", "4870"),
            ("How many books were sold in total?", "46712"),
            ("What's the difference between cooking and travel?", "3555"),
            ("How many more fiction books than biographies were sold?", "10360"),
            ("What is the average of the two least sold genres?", "1998.5"),
            ("What fraction of all books sold were fiction?", "0.326"),
            ("Which genre is the fourth best selling?", "Biography"),
            ("How many magazines were sold?", "-"),
        ],
    );
}

#[test]
fn about_water() {
    check(
        "Country,Liters per person per day\nQatara,557\nEstavia,411\nBruneth,373\nHellas Minor,200\nPolmark,148\nUganta,22\n",
        &[
            ("How many liters does a person in Polmark use per day?", "148"),
            ("What is the water use of Uganta?", "22"),
            ("How many times more water does Qatara use than Uganta?", "25.32"),
            ("Which countries use over 300 liters?", "Qatara, Estavia, Bruneth"),
            ("Which country uses the least water?", "Uganta"),
            ("What is the difference between the first and the second country?", "-"),
            ("What is the consumption in Hellas Minor?", "200"),
            ("Does Estavia use less than Bruneth?", "No"),
            ("What is the average consumption of the countries?", "285.17"),
        ],
    );
}

#[test]
fn about_happy() {
    check(
        "Country,Very happy,Quite happy,Not very happy,Not at all happy\nIvaria,32,55,10,3\nKesland,21,60,15,4\nMorund,45,42,9,4\nPelham,17,58,20,5\n",
        &[
            ("What percentage of people in Morund are very happy?", "45"),
            ("Which country has the most people who are not very happy?", "Pelham"),
            ("What is the difference between Ivaria and Pelham in very happy?", "15"),
            ("What share of Kesland is very or quite happy?", "-"),
            ("What is the sum of very happy and quite happy in Ivaria?", "87"),
            ("In which country are very happy people more than quite happy people?", "Morund"),
            ("How many countries are shown?", "4"),
            ("Which country is the happiest?", "-"),
            ("What is the lowest value of quite happy?", "42"),
            ("How many countries have more than 50 for quite happy?", "3"),
        ],
    );
}

#[test]
fn about_owid() {
    check(
        "Country,\"Deaths from road injuries, 2016\"\nOrland,18.42\nVesta,11.7\nMirand,27.35\nTolland,9.08\nQuen,5.51\n",
        &[
            ("Which country has the highest number of deaths from road injuries?", "Mirand"),
            ("What is the value for Tolland?", "9.08"),
            ("What's the sum of the values of Vesta and Quen?", "17.21"),
            ("Does Orland have more deaths than Vesta?", "Yes"),
            ("How many countries have a value greater than 10?", "3"),
            ("Which country has the shortest bar?", "Quen"),
            ("Find the ratio of Mirand to Tolland.", "3.01"),
            ("What is the difference between the longest bar and the shortest bar?", "21.84"),
            ("What is the average of Tolland and Quen?", "7.29"),
            ("How many bars are there in the graph?", "5"),
            ("Is the sum of Tolland and Quen greater than Orland?", "No"),
            ("Which country is represented by the second bar from the top?", "-"),
            ("What is the median value of the countries?", "11.7"),
            ("Add up the two lowest values.", "14.59"),
            ("What's the average of all the values in the chart?", "14.41"),
        ],
    );
}

#[test]
fn about_pew() {
    check(
        "Entity,A great deal,Some,Not much,None at all\nScientists,35,51,10,4\nMilitary,41,42,13,3\nPolice,30,44,19,7\nJournalists,9,39,32,20\nElected officials,4,33,46,16\n",
        &[
            ("What percentage has a great deal of confidence in scientists?", "35"),
            ("What percent of people have some confidence in the police?", "44"),
            ("Which group has the lowest share of a great deal?", "Elected officials"),
            ("How many percent trust journalists not much?", "32"),
            ("What is the difference between some and not much for the military?", "29"),
            ("Which entity has the highest percentage of 'None at all'?", "Journalists"),
            ("What's the total percentage of scientists with a great deal and some?", "86"),
            ("What is the ratio of a great deal to none at all for military?", "13.67"),
            ("What is the average of a great deal across all entities?", "23.8"),
            ("In how many groups is 'Some' above 40?", "3"),
            ("Which group has the smallest difference between some and not much?", "Journalists"),
            ("What's the value for police and not much?", "19"),
        ],
    );
}

#[test]
fn about_brand() {
    check(
        "Brand,Brand value in million euros\nVolta,12408\nHansemann,9310\nLumière,8755\nÅstrand,4021\nPico & Co,2877\nDelmar,2103\n",
        &[
            ("What was the brand value of Hansemann?", "9310"),
            ("What is the most valuable brand?", "Volta"),
            ("Which brand is worth about 4 billion euros?", "Åstrand"),
            ("What is the brand value of Lumiere?", "8755"),
            ("What is the combined brand value of Volta and Delmar?", "14511"),
            ("How many brands are valued over 5 billion euros?", "3"),
            ("How much more valuable is Volta than Delmar?", "10305"),
            ("What is Astrand's brand value?", "4021"),
            ("Which brand is worth the least?", "Delmar"),
            ("Which brand comes after Volta?", "-"),
            ("How many times is Volta's value that of Delmar?", "5.9"),
        ],
    );
}
